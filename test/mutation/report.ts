import { type Killer, killers, type Verdict } from './verdicts.ts';

/** What became of the mutants of one subject. */
export interface Figures {
  readonly subject: string;
  readonly mutants: number;
  readonly killedBy: Readonly<Record<Killer, number>>;
  readonly survived: number;
  /** Survivors that are on the list. */
  readonly listed: number;
}

/** Counts verdicts; `unlisted` of the survivors are not on the list. */
export function figuresOf(subject: string, verdicts: readonly Verdict[], unlisted: number): Figures {
  const count = (killer: Killer | undefined): number => verdicts.filter(({ killedBy }) => killedBy === killer).length;
  return {
    subject,
    mutants: verdicts.length,
    killedBy: { conformance: count('conformance'), types: count('types'), trace: count('trace') },
    survived: count(undefined),
    listed: count(undefined) - unlisted,
  };
}

/** All figures in one. */
export const sumOf = (all: readonly Figures[]): Figures =>
  all.reduce(
    (sum, { mutants, killedBy, survived, listed }) => ({
      subject: 'all',
      mutants: sum.mutants + mutants,
      killedBy: {
        conformance: sum.killedBy.conformance + killedBy.conformance,
        types: sum.killedBy.types + killedBy.types,
        trace: sum.killedBy.trace + killedBy.trace,
      },
      survived: sum.survived + survived,
      listed: sum.listed + listed,
    }),
    { subject: 'all', mutants: 0, killedBy: { conformance: 0, types: 0, trace: 0 }, survived: 0, listed: 0 },
  );

/** One line for people. The second share leaves out the survivors that are on the list. */
export function lineOf({ subject, mutants, killedBy, survived, listed }: Figures): string {
  const killed = mutants - survived;
  const by = killers.map((killer) => `${killer} ${killedBy[killer]}`).join(', ');
  const shares = `${percent(killed, mutants)}, without the listed ones ${percent(killed, mutants - listed)}`;
  return `${subject}: ${mutants} mutants, ${killed} killed (${by}), ${survived} survived, ${listed} of them listed: ${shares}`;
}

const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 100 : Math.floor((part / whole) * 10_000) / 100} %`;
