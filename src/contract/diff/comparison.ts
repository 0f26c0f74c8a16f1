import type { RuleName } from './rules.ts';
import type { Alternative, Shape } from './shapes.ts';

export type Direction = 'request' | 'response';

/** One difference between two documents, told relative to the schema that it is in. */
export interface Difference {
  readonly rule: RuleName;
  /** The way from the compared place down to the one that differs. */
  readonly at?: readonly Step['to'][];
  /** One sentence: what was and what is. */
  readonly detail: string;
  /** The nodes that were edited, by their names in the sources: differences that share one and read the same are one change. */
  readonly origins: readonly string[];
  /** Only types of value that are no longer there: what was read in those is lost. */
  readonly lost?: 'below' | 'all';
  /** The alternative of the old document that is concerned, where it is one of several. */
  readonly alternative?: Alternative;
}

/** From a place to those below it. */
export interface Step {
  /** All items, one named property, or all properties but the named ones. */
  readonly to:
    | { readonly items: true }
    | { readonly property: string /** Only the new document names it. */; readonly unnamedBefore?: true }
    | { readonly restBeside: ReadonlySet<string> };
  readonly comparison: () => Comparison;
}

/** How one place differs between two documents, as a graph: shared and circular schemas are compared once. */
export interface Comparison {
  readonly id: string;
  /** What the new document says of the place; undefined where that is a matter of one alternative only. */
  readonly now: Shape | undefined;
  /** The alternative of the old document that is compared; undefined where all of them are. */
  readonly alternative: Alternative | undefined;
  /** All alternatives of the old document, where all of them are compared. */
  readonly among: readonly Alternative[];
  readonly differences: readonly Difference[];
  /** Comparisons of the same place, one for each pair of alternatives. */
  readonly parts: readonly Comparison[];
  readonly steps: readonly Step[];
}
