import type { Comparison, Difference, Direction } from './comparison.ts';
import { ruleOf } from './rules.ts';
import { common, either } from './sets.ts';
import type { Alternative } from './shapes.ts';

/** Which alternatives of two documents are the same ones, and which are on one side only. */
export interface Paired {
  readonly pairs: readonly Comparison[];
  readonly added: readonly Alternative[];
  readonly removed: readonly Alternative[];
}

type Compare = (old: Alternative, now: Alternative) => Comparison;

/**
 * Pairs alternatives of one type of value: equal ones first, then those of which one takes what the other gives, then the most
 * similar ones. Names of schemas do not count. What gives nothing new finds its pair in an alternative that has one already.
 */
export function pairsOf(
  old: readonly Alternative[],
  now: readonly Alternative[],
  direction: Direction,
  compare: Compare,
): Paired {
  const [before, after] = [new Set(old), new Set(now)];
  const pairs: Comparison[] = [];
  const pair = (one: Alternative, other: Alternative, comparison: Comparison): void => {
    before.delete(one);
    after.delete(other);
    pairs.push(comparison);
  };
  const passes: readonly ((comparison: Comparison, one: Alternative, other: Alternative) => boolean)[] = [
    (comparison) => !some(comparison, () => true),
    (comparison) => fits(comparison),
    (comparison, one, other) => similar(one, other) && !isMarkedOtherwise(comparison),
  ];
  if (old.length > 1 || now.length > 1) {
    for (const isPair of passes) {
      for (const one of before) {
        const other = [...after].find((each) => isPair(compare(one, each), one, each));
        if (other !== undefined) pair(one, other, compare(one, other));
      }
    }
  }
  const [one, other] = [[...before][0], [...after][0]];
  if (one !== undefined && other !== undefined && before.size === 1 && after.size === 1)
    pair(one, other, compare(one, other));
  const covered = (each: Alternative): boolean =>
    direction === 'response' ? old.some((was) => fits(compare(was, each))) : now.some((is) => fits(compare(each, is)));
  const [left, fresh] = [[...before], [...after]];
  return direction === 'response'
    ? { pairs, removed: left, added: fresh.filter((each) => !covered(each)) }
    : { pairs, removed: left.filter((each) => !covered(each)), added: fresh };
}

/** Whether what is given is what is taken: nothing breaks at any place below. */
const fits = (comparison: Comparison): boolean => !some(comparison, ({ rule }) => ruleOf(rule).level === 'breaking');

function some(root: Comparison, is: (difference: Difference) => boolean): boolean {
  const seen = new Set<string>();
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    if (next.differences.some(is)) return true;
    open.push(...next.parts, ...next.steps.map(({ comparison }) => comparison()));
  }
  return false;
}

/** Alternatives that say by the values of a property which one they are are not the same one when all those values differ. */
const isMarkedOtherwise = ({ steps }: Comparison): boolean =>
  steps.some(({ comparison }) => {
    const rules = comparison().parts.flatMap(({ differences }) => differences.map(({ rule }) => rule));
    return (
      rules.some((rule) => rule.endsWith('-enum-member-removed')) &&
      rules.some((rule) => rule.endsWith('-enum-member-added'))
    );
  });

/** Objects with more common properties than others, and lists and texts always. */
function similar(one: Alternative, other: Alternative): boolean {
  if (one.kind !== 'object' || other.kind !== 'object') return true;
  const [some, others] = [new Set(one.properties.keys()), new Set(other.properties.keys())];
  return common(some, others).size * 2 > either(some, others).size;
}
