import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from './history.ts';

/** Texts to replace in one source file; each must be there exactly once. */
interface Patch {
  readonly file: string;
  readonly replace: readonly (readonly [found: string, instead: string])[];
}

/** A mistake that the harness has to find, and what it must call it. */
export interface SeededBug {
  readonly name: string;
  readonly patches: readonly Patch[];
  readonly caughtAs: readonly Fault[];
}

/** What only makes things quicker, so that a bug is found in seconds. */
export const quicker: Patch = {
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
  const changed = new Set<string>();
  return {
    root,
    seed(patches) {
      for (const file of changed) cpSync(join(origin, file), join(root, file));
      changed.clear();
      for (const { file, replace } of patches) {
        changed.add(file);
        const path = join(root, file);
        writeFileSync(path, replace.reduce(replacedOnce(file), readFileSync(path, 'utf8')));
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const replacedOnce =
  (file: string) =>
  (text: string, [found, instead]: readonly [string, string]): string => {
    const [before = '', after, ...more] = text.split(found);
    if (after !== undefined && more.length === 0) return before + instead + after;
    throw new Error(`${file} does not have this text exactly once; update the seeded bug: ${found}`);
  };
