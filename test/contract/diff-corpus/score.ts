import type { Edit } from './edits/edit.ts';
import type { Broken } from './oracle/verdict.ts';

/** What execution and the engine say of one edit. */
export interface Judged {
  readonly edit: Edit;
  /** What breaks when it is run. */
  readonly broken: Broken;
  /** The unified operations that the engine reports as broken. */
  readonly reported: readonly string[];
  /** Whether the engine reports a change that is used. */
  readonly used: boolean;
  /** All that the engine says. */
  readonly words: string;
}

export interface Score {
  /** The share of the edits reported as breaking that are: against the right unified operations, all of them and no others. */
  readonly precision: number;
  /** The share of the edits that break something that are reported so. */
  readonly recall: number;
  /** A line for each edit that is judged otherwise. */
  readonly faults: readonly string[];
}

const names = (all: Iterable<string>): string[] => [...all].sort();
const isRight = ({ broken, reported }: Judged): boolean => names(broken.keys()).join() === names(reported).join();

export function measured(judged: readonly Judged[]): Score {
  const breaking = judged.filter(({ broken }) => broken.size > 0);
  const reported = judged.filter((each) => each.reported.length > 0);
  const share = (all: readonly Judged[]): number => (all.length === 0 ? 1 : all.filter(isRight).length / all.length);
  return {
    precision: share(reported),
    recall: share(breaking),
    faults: judged.filter((each) => !isRight(each)).map(line),
  };
}

function line({ edit, broken, reported, words }: Judged): string {
  const missed = [...broken].filter(([unified]) => !reported.includes(unified));
  const wrongly = reported.filter((unified) => !names(broken.keys()).includes(unified));
  return [
    `${edit.name}:`,
    ...(missed.length > 0
      ? [`  breaks, and is not reported: ${missed.map(([unified, why]) => `${unified} (${why})`).join('; ')}`]
      : []),
    ...(wrongly.length > 0 ? [`  does not break, and is reported: ${wrongly.join(', ')}`] : []),
    `  the engine says: ${words}`,
  ].join('\n');
}

/** Numbers of edits in words: of which kind, how many break, how many are used without breaking. */
export function table(judged: readonly Judged[]): string {
  const { precision, recall } = measured(judged);
  const kinds = [...Map.groupBy(judged, ({ edit }) => edit.direction)].map(([direction, all]) => {
    const breaking = all.filter(({ broken }) => broken.size > 0).length;
    const inUse = all.filter(({ broken, used }) => broken.size === 0 && used).length;
    return `${all.length} ${direction} (${breaking} break, ${inUse} used otherwise)`;
  });
  const rules = new Set(judged.map(({ edit }) => edit.rule)).size;
  return `${judged.length} edits by ${rules} rules: ${kinds.join(', ')}; precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
}
