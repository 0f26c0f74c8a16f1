import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Constraint, Constraints } from './constraints.ts';
import { kindOf, type Scalar } from './kinds.ts';
import type { Shape } from './shapes.ts';

/** Whether a shape takes a value. What is not known here, such as a format that has no check, does not refuse it. */
export const accepts = ({ alternatives }: Shape, value: Scalar): boolean =>
  alternatives.some(
    (each) =>
      each.kind === kindOf(value) &&
      (!('values' in each) || each.values === undefined || each.values.has(value)) &&
      acceptsScalar(each.constraints, value),
  );

/** Whether a shape names a value, be it in a closed or in an open enumeration. `null` is in no such list. */
export const lists = ({ alternatives }: Shape, value: Scalar): boolean =>
  value === null || alternatives.some((each) => 'values' in each && (each.values ?? each.listed)?.has(value) === true);

/** Whether a value is within constraints of its own type. */
export const acceptsScalar = (constraints: Constraints, value: Scalar): boolean =>
  [...constraints].every(([keyword, constraint]) =>
    constraint.sort === 'all'
      ? constraint.members.every((member) => holds(keyword, member, value))
      : isWithin(constraint, measure(value)),
  );

/** Texts have as many characters as code points. */
const measure = (value: Scalar): number => (typeof value === 'string' ? [...value].length : Number(value));

function isWithin({ sort, limit, exclusive }: Exclude<Constraint, { sort: 'all' }>, measured: number): boolean {
  if (measured === limit) return !exclusive;
  return sort === 'lower' ? measured > limit : measured < limit;
}

function holds(keyword: string, member: string, value: Scalar): boolean {
  switch (keyword) {
    case 'pattern':
      return matches(member, String(value));
    case 'format':
      return hasFormat(member, value);
    case 'type':
      return Number.isInteger(value);
    case 'multipleOf':
      return Number.isInteger(Number(value) / Number(member));
    default:
      return true;
  }
}

/** A pattern that is none here, in the dialect of some other language, refuses nothing. */
function matches(pattern: string, text: string): boolean {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags).test(text);
    } catch {}
  }
  return true;
}

function hasFormat(name: string, value: Scalar): boolean {
  const known: unknown = fullFormats[name as keyof typeof fullFormats];
  const check = typeof known === 'object' && known !== null && 'validate' in known ? known.validate : known;
  if (check instanceof RegExp) return check.test(String(value));
  return typeof check === 'function' ? check(value) === true : true;
}
