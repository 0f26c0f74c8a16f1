import { chances } from '../../src/sandbox/chances.ts';
import type { Mutant } from './mutants.ts';
import { type Figures, figuresOf } from './report.ts';
import { type Subject, subjectOf } from './subjects.ts';
import { compared } from './survivors.ts';
import { type Killer, type Verdict, verdictsOn } from './verdicts.ts';

/** What to try. */
export interface Choice {
  /** Names of subjects. */
  readonly subjects: readonly string[];
  /** So many mutants of all of them, chosen by the seed; undefined for every one. */
  readonly sample?: number | undefined;
  readonly seed: number;
  readonly told?: (subject: string, killer: Killer, done: number, of: number) => void;
}

/** What came of it. */
export interface Outcome {
  readonly figures: readonly Figures[];
  readonly verdicts: readonly Verdict[];
}

/** Tries mutants of the chosen subjects, one subject after the other. */
export async function tryMutants({ subjects: names, sample, seed, told }: Choice): Promise<Outcome> {
  const subjects: Subject[] = [];
  for (const name of names) subjects.push(await subjectOf(name));
  const all = subjects.flatMap(({ mutants }) => mutants);
  const chosen = new Set(sample === undefined ? all : drawn(all, sample, chances(seed)));
  const figures: Figures[] = [];
  const verdicts: Verdict[] = [];
  for (const subject of subjects) {
    const mutants = subject.mutants.filter((mutant) => chosen.has(mutant));
    if (mutants.length === 0) continue;
    const found = await verdictsOn(subject, mutants, (...far) => told?.(subject.name, ...far));
    figures.push(figuresOf(subject.name, found, compared(found).unlisted.length));
    verdicts.push(...found);
  }
  return { figures, verdicts };
}

/** So many of them, without repeats. */
function drawn(all: readonly Mutant[], count: number, chance: () => number): readonly Mutant[] {
  const left = [...all];
  return Array.from({ length: Math.min(count, all.length) }, () =>
    left.splice(Math.floor(chance() * left.length), 1),
  ).flat();
}
