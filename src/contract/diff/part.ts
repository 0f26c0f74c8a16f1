import type { Comparison, Difference, Step } from './comparison.ts';

/** A comparison of what is no schema: a request, its parameters, an answer. `id` is unique among those of its operation. */
export const partOf = (
  id: string,
  differences: readonly Difference[],
  steps: Readonly<Record<string, Comparison | undefined>> = {},
): Comparison => ({
  id,
  now: undefined,
  alternative: undefined,
  among: [],
  differences,
  parts: [],
  steps: Object.entries(steps).flatMap(([property, comparison]): readonly Step[] =>
    comparison === undefined ? [] : [{ to: { property }, comparison: () => comparison }],
  ),
});
