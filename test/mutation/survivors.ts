import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Mutant } from './mutants.ts';
import type { Verdict } from './verdicts.ts';

/** A mutant that may survive. */
export interface Survivor {
  readonly path: string;
  readonly within: string;
  readonly change: string;
  /** Why nothing could tell it from the original, or why it does not matter. */
  readonly reason: string;
}

/** The committed list. Lines are not in it, because they move with every edit above them. */
export const listed: readonly Survivor[] = parse(readFileSync(join(import.meta.dirname, 'survivors.yaml'), 'utf8'));

/** Verdicts held against the list. */
export interface Compared {
  /** Survived and listed, with the line of today. */
  readonly known: readonly (Survivor & Pick<Mutant, 'line'>)[];
  /** Survived, but not listed. */
  readonly unlisted: readonly Mutant[];
  /** Listed, but killed. */
  readonly killed: readonly Survivor[];
  /** Listed, but not among the mutants. */
  readonly unmatched: readonly Survivor[];
}

/** Holds verdicts against a list. */
export function compared(verdicts: readonly Verdict[], list: readonly Survivor[] = listed): Compared {
  const survived = verdicts.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => mutant);
  const lines = new Map(survived.map((mutant) => [nameOf(mutant), mutant.line]));
  const tried = new Set(verdicts.map(({ mutant }) => nameOf(mutant)));
  const onList = new Set(list.map(nameOf));
  return {
    known: list.flatMap((each) => {
      const line = lines.get(nameOf(each));
      return line === undefined ? [] : [{ ...each, line }];
    }),
    unlisted: survived.filter((mutant) => !onList.has(nameOf(mutant))),
    killed: list.filter((each) => tried.has(nameOf(each)) && !lines.has(nameOf(each))),
    unmatched: list.filter((each) => !tried.has(nameOf(each))),
  };
}

const nameOf = ({ path, within, change }: Pick<Survivor, 'path' | 'within' | 'change'>): string =>
  JSON.stringify([path, within, change]);
