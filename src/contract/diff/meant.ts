import type { Direction } from './comparison.ts';
import type { Alternative, ObjectAlternative } from './shapes.ts';
import { fieldsAt, fieldsBelow, stepped, type Use } from './usage.ts';

/**
 * Whether what is sent may be this one of several alternatives. It is not when it never has what the alternative requires, always
 * has what the alternative does not take, or says by a constant that it is another one.
 */
export function mayBeMeant(
  use: Use,
  alternative: Alternative | undefined,
  among: readonly Alternative[],
  direction: Direction,
): boolean {
  if (direction === 'response' || alternative === undefined || isPossible(use, alternative)) return true;
  // Something is sent, so one of them is meant.
  return !among.some((each) => isPossible(use, each));
}

const isPossible = (use: Use, alternative: Alternative): boolean =>
  alternative.kind !== 'object' ||
  use.whole.length > 0 ||
  !(lacks(use, alternative) || exceeds(use, alternative) || isMarkedOtherwise(use, alternative));

const partOf = (use: Use, property: string): Use | undefined => stepped([use], { property })[0];

const lacks = (use: Use, { properties }: ObjectAlternative): boolean =>
  [...properties].some(([name, { required }]) => required && partOf(use, name) === undefined);

function exceeds(use: Use, { properties, rest }: ObjectAlternative): boolean {
  if (rest !== 'none') return false;
  const [others] = stepped([use], { restBeside: new Set(properties.keys()) });
  return others !== undefined && [...fieldsAt(others), ...fieldsBelow(others)].some(({ always }) => always);
}

const isMarkedOtherwise = (use: Use, alternative: ObjectAlternative): boolean =>
  [...alternative.listed()].some(([name, listed]) => {
    const part = partOf(use, name);
    const fields = part === undefined ? [] : fieldsAt(part);
    return (
      fields.length > 0 &&
      fields.every(({ values, varies }) => !varies && values.length > 0 && !values.some((value) => listed.has(value)))
    );
  });
