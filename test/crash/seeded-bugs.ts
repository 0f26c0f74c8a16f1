import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CrashOptions, crash } from './crash-run.ts';
import type { Fault } from './history.ts';
import type { Report } from './report.ts';

/** Texts to replace in one source file; each must be there exactly once. */
interface Patch {
  readonly file: string;
  readonly replace: readonly (readonly [found: string, instead: string])[];
}

/** A mistake that the harness has to find, and what it must call it: at least one of these. */
export interface SeededBug {
  readonly name: string;
  readonly patches: readonly Patch[];
  readonly caughtAs: readonly Fault[];
  /** It takes luck, or many kills, so it is tried in the full form only. */
  readonly rare?: true;
}

/** What only makes things quicker, so that a bug is found in seconds. */
const quicker: Patch = {
  file: 'src/operations/pace.ts',
  replace: [
    ['sendWindowMs: 5 * second', 'sendWindowMs: second'],
    ['watchMs: second', 'watchMs: 200'],
    ['quietFactor: 1,', 'quietFactor: 0.05,'],
  ],
};

export const seededBugs: readonly SeededBug[] = [
  {
    name: 'intent after send',
    patches: [
      {
        file: 'src/translation/write.ts',
        replace: [
          ['  await recorder.intend({', '  const intend = (): Promise<void> => recorder.intend({'],
          [
            '    const accepted = await call.send(evidence);',
            '    const accepted = await call.send(evidence);\n    await intend();',
          ],
        ],
      },
    ],
    caughtAs: ['unintended'],
  },
  {
    name: 'a cut call taken as not applied',
    patches: [
      {
        file: 'src/translation/classify.ts',
        replace: [["if (fault.reach === 'not-sent')", "if (fault.reach !== 'broken-answer')"]],
      },
    ],
    caughtAs: ['doubled', 'disagreed'],
  },
  {
    name: 'open intents forgotten at restart',
    patches: [
      {
        file: 'src/operations/watch.ts',
        replace: [['for (const operation of await abandoned(journal, goneSince)) follow(operation, 0);', '']],
      },
    ],
    caughtAs: ['unsettled'],
  },
  {
    name: 'open intents taken as not applied at restart',
    patches: [
      {
        file: 'src/operations/watch.ts',
        replace: [
          [
            ".set({ state: 'unsettled', outcome: 'unknown', owner: null })",
            ".set({ state: 'settled', outcome: 'not_applied', owner: null })",
          ],
        ],
      },
    ],
    caughtAs: ['doubled', 'disagreed'],
    rare: true,
  },
  {
    name: 'outcome not on record before the answer',
    patches: [
      {
        file: 'src/operations/conclude.ts',
        replace: [['    await store();\n', '    void store().catch(() => journal.backlog.add(store));\n']],
      },
    ],
    caughtAs: ['undurable'],
  },
];

/** A copy of what a gateway needs to run, to be changed. */
export interface Bench {
  /** Has `src` in it. */
  readonly root: string;
  /** Makes it the original with just these changes. Throws an `Error` when a text to replace is not there exactly once. */
  seed(patches: readonly Patch[]): void;
  remove(): void;
}

export function copySources(): Bench {
  const origin = join(import.meta.dirname, '..', '..');
  const root = mkdtempSync(join(tmpdir(), 'orgway-seeded-bug-'));
  for (const name of ['src', 'openapi', 'package.json'])
    cpSync(join(origin, name), join(root, name), { recursive: true });
  symlinkSync(join(origin, 'node_modules'), join(root, 'node_modules'), 'dir');
  const originals = new Map<string, string>();
  return {
    root,
    seed(patches) {
      for (const [file, text] of originals) writeFileSync(join(root, file), text);
      for (const { file, replace } of patches) {
        const path = join(root, file);
        const text = readFileSync(path, 'utf8');
        originals.set(file, text);
        writeFileSync(path, replace.reduce(replacedOnce(file), text));
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Crashes the gateway with a bug in it, or with none. */
export function crashOf(
  { root, seed: apply }: Bench,
  bug: SeededBug | undefined,
  options: Pick<CrashOptions, 'database' | 'kills' | 'calls' | 'seed'>,
): Promise<Report> {
  apply([quicker, ...(bug?.patches ?? [])]);
  // With a bug, what is left open may stay so for ever; without one it only takes its time, the clients' longest pause included.
  const patience = bug === undefined ? {} : { patienceMs: 5_000 };
  return crash({ root, compiled: join(root, 'compiled'), resets: 0.2, ...patience, ...options });
}

/** Whether a bug was caught, and for the right reason. */
export const isCaught = ({ caughtAs }: SeededBug, { faults }: Report): boolean =>
  caughtAs.some((fault) => faults[fault] > 0);

const replacedOnce =
  (file: string) =>
  (text: string, [found, instead]: readonly [string, string]): string => {
    const [before = '', after, ...more] = text.split(found);
    if (after !== undefined && more.length === 0) return before + instead + after;
    throw new Error(`${file} does not have this text exactly once; update the seeded bug: ${found}`);
  };
