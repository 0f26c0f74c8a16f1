import { complaintsOf } from '../type-safety/compile.ts';
import type { Mutant } from './mutants.ts';

/** So many sources go into one program: the types they share are worked out once for all. */
const atOnce = 40;

/** The mutants that the compiler refuses. `told` hears how many have been looked at. */
export function refused(mutants: readonly Mutant[], told: (count: number) => void): ReadonlySet<Mutant> {
  const found = new Set<Mutant>();
  for (let start = 0; start < mutants.length; start += atOnce) {
    const some = mutants.slice(start, start + atOnce);
    const complaints = complaintsOf(new Map(some.map((mutant) => [besides(mutant), mutant.text()])));
    for (const mutant of some) if ((complaints.get(besides(mutant)) ?? []).length > 0) found.add(mutant);
    told(start + some.length);
  }
  return found;
}

/** A file beside the real one, so that it has the same imports. */
const besides = ({ path, id }: Mutant): string => path.replace(/\.ts$/, `.mutant-${id}.ts`);
