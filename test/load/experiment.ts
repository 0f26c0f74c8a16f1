import { type Stage, type StageOptions, startStage } from './stage.ts';

/** What was asked for and what came of it. */
export interface Verdict {
  readonly figures: Readonly<Record<string, unknown>>;
  /** What was to be and is not. */
  readonly missed: readonly string[];
}

/**
 * Runs an experiment on a stage of its own and reports it on standard output, with `json` as one line. Progress is shown on a
 * terminal only. Exits with 1 when something was missed.
 */
export async function runExperiment(
  name: string,
  json: boolean,
  options: StageOptions,
  experiment: (stage: Stage, progress: (line: string) => void) => Promise<Verdict>,
): Promise<void> {
  const progress = (line: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  };
  progress('starting');
  const stage = await startStage(options);
  try {
    const { figures, missed } = await experiment(stage, progress);
    progress('');
    const text = json
      ? JSON.stringify({ name, ...figures, missed })
      : [`${name}:`, ...Object.entries(figures).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`)]
          .concat(missed.length === 0 ? '  as it should be' : missed.map((each) => `  MISSED: ${each}`))
          .join('\n');
    process.stdout.write(`${text}\n`);
    process.exitCode = missed.length === 0 ? 0 : 1;
  } finally {
    await stage.stop();
  }
}
