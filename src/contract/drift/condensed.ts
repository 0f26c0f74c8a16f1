import { isChoice, type Violation } from '../violation.ts';

/**
 * Violations without what a validator adds where several forms are allowed. It complains there of each form and of all together;
 * what is wrong is told once: inside the value where some form got that far, otherwise as the types that would do.
 */
export function condensed(violations: readonly Violation[]): readonly Violation[] {
  const open = new Set(violations.filter(({ keyword }) => isChoice(keyword)).map(({ pointer }) => pointer));
  if (open.size === 0) return violations;
  return violations.flatMap((violation) => {
    const { pointer, keyword } = violation;
    if (!open.has(pointer)) return [violation];
    if (violations.some((other) => other.pointer.startsWith(`${pointer}/`))) {
      return isChoice(keyword) ? [] : [violation];
    }
    const here = violations.filter((other) => other.pointer === pointer && !isChoice(other.keyword));
    if (here.length > 0 && here.every((other) => other.keyword === 'type')) {
      return violation === here[0] ? [joined(violation, here)] : [];
    }
    return keyword === 'type' ? [] : [violation];
  });
}

const joined = (first: Violation, all: readonly Violation[]): Violation => ({
  ...first,
  expected: [...new Set(all.map(({ expected = '' }) => expected))].sort().join(' or '),
});
