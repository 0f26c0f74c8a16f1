import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { stepProgress } from '../../src/cli/progress.ts';
import { lineOf, sumOf } from './report.ts';
import { tryMutants } from './run.ts';
import { subjectNames } from './subjects.ts';
import { compared } from './survivors.ts';

// The full form of mutation.test.ts. One mutant at a time is switched on in a copy of the sources that is in memory only.
const usage = `Usage: npm run test:mutation -- [options]

Changes the translations in every way that Stryker knows, and says which changes no conformance test, no type and no trace shows.
Exits 0 when all of those are in test/mutation/survivors.yaml, 1 when not, or when the list has what is killed or is no more.

  --provider <id>  only one of ${subjectNames.join(', ')}
  --sample <n>     so many mutants, instead of all
  --seed <s>       what chooses the sample; 1 if not given
  --json           one JSON object instead of lines
  --help           this text
`;

interface Options {
  readonly subjects: readonly string[];
  readonly sample: number | undefined;
  readonly seed: number;
  readonly json: boolean;
}

function optionsOf(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      provider: { type: 'string' },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { provider, json } = values;
  if (provider !== undefined && !subjectNames.includes(provider)) {
    throw new Error(`There is no ${provider}; give one of ${subjectNames.join(', ')}.`);
  }
  const sample = values.sample === undefined ? undefined : count('--sample', values.sample);
  return {
    subjects: provider === undefined ? subjectNames : [provider],
    sample,
    seed: count('--seed', values.seed),
    json,
  };
}

function count(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`Give a whole number for ${option}.`);
  return Number(text);
}

/** Whether everything is as the list says. */
async function run({ subjects, sample, seed, json }: Options): Promise<boolean> {
  const progress = stepProgress(process.stderr);
  const { figures, verdicts } = await tryMutants({
    subjects,
    sample,
    seed,
    told: (subject, killer, done, of) => progress.show(done, of, `${subject}, ${killer}`),
  });
  progress.end();
  const { known, unlisted, killed, unmatched } = compared(verdicts);
  // A sample, or one subject alone, does not have all that is on the list.
  const stale = sample === undefined && subjects.length === subjectNames.length ? unmatched : [];
  if (json)
    say(JSON.stringify({ figures: [...figures, sumOf(figures)], known, unlisted: unlisted.map(shown), killed, stale }));
  else {
    for (const each of [...figures, sumOf(figures)]) say(lineOf(each));
    for (const { path, line, change, reason } of known) say(`${path}:${line} ${change}\n  ${reason}`);
    tell('Survived, and not in the list:', unlisted.map(shown));
    tell('In the list, but killed; take it out:', killed);
    tell('In the list, but no mutant any more; take it out:', stale);
  }
  return unlisted.length + killed.length + stale.length === 0;
}

const shown = ({ path, line, within, change }: ReturnType<typeof compared>['unlisted'][number]) => ({
  path,
  line,
  within,
  change,
});
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
function tell(title: string, entries: readonly object[]): void {
  if (entries.length > 0) say(`\n${title}\n${stringify(entries, { lineWidth: 0 })}`);
}

let options: Options | undefined;
try {
  options = optionsOf(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(2);
}
if (options === undefined) say(usage);
else process.exitCode = (await run(options)) ? 0 : 1;
