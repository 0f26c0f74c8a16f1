import type { Mutant } from './mutants.ts';
import type { Subject } from './subjects.ts';
import { tracing } from './tracing.ts';
import { refused } from './types.ts';

/** What finds a mutant out, the cheapest first. */
export const killers = ['conformance', 'types', 'trace'] as const;
export type Killer = (typeof killers)[number];

/** What became of one mutant. */
export interface Verdict {
  readonly mutant: Mutant;
  /** Undefined where it has survived. */
  readonly killedBy: Killer | undefined;
}

/** Hears how far one killer has come with the mutants that are left. */
export type Told = (killer: Killer, done: number, of: number) => void;

/** Tries mutants of a subject: each until something finds it out. */
export async function verdictsOn(
  subject: Subject,
  mutants: readonly Mutant[],
  told: Told = () => undefined,
): Promise<readonly Verdict[]> {
  const killedBy = new Map<Mutant, Killer>();
  const left = (): readonly Mutant[] => mutants.filter((mutant) => !killedBy.has(mutant));
  const benches = await subject.benches();
  const inTurn = async (killer: Killer, kills: (mutant: Mutant) => Promise<boolean>): Promise<void> => {
    const some = left();
    for (const [index, mutant] of some.entries()) {
      told(killer, index + 1, some.length);
      if (await kills(mutant)) killedBy.set(mutant, killer);
    }
  };

  await inTurn('conformance', async ({ id }) => {
    for (const bench of benches) if ((await bench.firstFailure(id)) !== undefined) return true;
    return false;
  });
  const some = left();
  for (const mutant of refused(some, (done) => told('types', done, some.length))) killedBy.set(mutant, 'types');
  const traces = new Map<(typeof benches)[number], ReturnType<typeof tracing>>();
  await inTurn('trace', async ({ id }) => {
    for (const bench of benches) {
      const differs = traces.get(bench) ?? tracing(bench.registered);
      traces.set(bench, differs);
      if (await bench.tell(id, differs).catch(() => true)) return true;
    }
    return false;
  });
  return mutants.map((mutant) => ({ mutant, killedBy: killedBy.get(mutant) }));
}
