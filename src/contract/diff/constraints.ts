import type { Node } from '../description/structure.ts';
import type { Kind } from './kinds.ts';

/** A limit on the values of one type. */
export type Constraint =
  | { readonly sort: 'lower' | 'upper'; readonly limit: number; readonly exclusive: boolean }
  /** Each member has to hold. */
  | { readonly sort: 'all'; readonly members: readonly string[] };

/** By keyword. What is not in it is not limited. */
export type Constraints = ReadonlyMap<string, Constraint>;

export type Relation = 'same' | 'tighter' | 'looser' | 'other';

const lower = ['minLength', 'minItems', 'minProperties'] as const;
const upper = ['maxLength', 'maxItems', 'maxProperties'] as const;

/** Keywords by the type of value that they limit; those with schemas below are compared as they are written. */
const keywords: Readonly<Record<Kind, readonly string[]>> = {
  null: [],
  boolean: [],
  number: ['minimum', 'maximum', 'multipleOf', 'format', 'type'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  array: [
    ...['minItems', 'maxItems', 'uniqueItems', 'contains', 'minContains', 'maxContains'],
    ...['prefixItems', 'unevaluatedItems'],
  ],
  object: [
    ...['minProperties', 'maxProperties', 'patternProperties', 'propertyNames'],
    ...['dependentRequired', 'dependentSchemas', 'dependencies'],
  ],
};
const ofEveryType = ['not', 'if', 'then', 'else'];

/** Formats that no validator checks, and those of numbers where a text is meant. */
const unchecked = new Set(['password', 'binary', 'float', 'double']);
const ofNumbers = /^u?int\d+$/;

/** The constraints of schemas that apply together. `written` makes a text of a schema, the same for the same meaning. */
export function constraintsOf(kind: Kind, schemas: readonly Node[], written: (node: unknown) => string): Constraints {
  const found = new Map<string, Constraint>();
  for (const keyword of [...keywords[kind], ...ofEveryType]) {
    const constraint = constraintOf(keyword, kind, schemas, written);
    if (constraint !== undefined) found.set(keyword, constraint);
  }
  return found;
}

function constraintOf(
  keyword: string,
  kind: Kind,
  schemas: readonly Node[],
  written: (node: unknown) => string,
): Constraint | undefined {
  if (keyword === 'minimum' || keyword === 'maximum') return bound(keyword, schemas);
  if (keyword === 'type') return isInteger(schemas) ? { sort: 'all', members: ['integer'] } : undefined;
  const values = schemas.map((each) => each[keyword]).filter((value) => value !== undefined);
  const numbers = values.filter((value) => typeof value === 'number');
  if ((lower as readonly string[]).includes(keyword)) {
    const limit = Math.max(0, ...numbers);
    return limit > 0 ? { sort: 'lower', limit, exclusive: false } : undefined;
  }
  if ((upper as readonly string[]).includes(keyword)) {
    return numbers.length === 0 ? undefined : { sort: 'upper', limit: Math.min(...numbers), exclusive: false };
  }
  const members = values.filter((value) => limits(keyword, kind, value)).map((value) => textOf(value, written));
  return members.length === 0 ? undefined : { sort: 'all', members: [...new Set(members)].sort() };
}

function limits(keyword: string, kind: Kind, value: unknown): boolean {
  if (keyword === 'uniqueItems') return value === true;
  if (keyword !== 'format') return true;
  return kind === 'number' ? value === 'int32' : !unchecked.has(String(value)) && !ofNumbers.test(String(value));
}

const textOf = (value: unknown, written: (node: unknown) => string): string =>
  typeof value === 'object' ? written(value) : String(value);

/** Whether only whole numbers are meant, by type or by format. */
export const isInteger = (schemas: readonly Node[]): boolean =>
  schemas.some(({ type, format }) => {
    const types = [type].flat();
    return (types.includes('integer') && !types.includes('number')) || format === 'int32' || format === 'int64';
  });

function bound(keyword: 'minimum' | 'maximum', schemas: readonly Node[]): Constraint | undefined {
  const sort = keyword === 'minimum' ? 'lower' : 'upper';
  const exclusively = keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const bounds = schemas.flatMap((schema): (Constraint & { sort: 'lower' | 'upper' })[] => [
    ...(typeof schema[keyword] === 'number' ? [{ sort, limit: schema[keyword], exclusive: false } as const] : []),
    ...(typeof schema[exclusively] === 'number' ? [exclusive(sort, schema[exclusively], isInteger(schemas))] : []),
  ]);
  return bounds.toSorted((one, other) => (relation(one, other) === 'tighter' ? 1 : -1))[0];
}

/** More than 0 is 1 or more where only whole numbers are meant. */
const exclusive = (sort: 'lower' | 'upper', limit: number, whole: boolean): Constraint & { sort: 'lower' | 'upper' } =>
  whole && Number.isInteger(limit)
    ? { sort, limit: sort === 'lower' ? limit + 1 : limit - 1, exclusive: false }
    : { sort, limit, exclusive: true };

/** What the new constraint is, seen from the old one. */
export function relation(old: Constraint | undefined, now: Constraint | undefined): Relation {
  if (old === undefined) return now === undefined ? 'same' : 'tighter';
  if (now === undefined) return 'looser';
  if (old.sort === 'all' || now.sort === 'all') {
    return old.sort === 'all' && now.sort === 'all' ? ofSets(old.members, now.members) : 'other';
  }
  if (old.limit === now.limit) {
    return old.exclusive === now.exclusive ? 'same' : now.exclusive ? 'tighter' : 'looser';
  }
  return now.limit > old.limit === (old.sort === 'lower') ? 'tighter' : 'looser';
}

function ofSets(old: readonly string[], now: readonly string[]): Relation {
  const [kept, all] = [old.every((each) => now.includes(each)), now.every((each) => old.includes(each))];
  if (kept) return all ? 'same' : 'tighter';
  return all ? 'looser' : 'other';
}

/** In words, as `500` or `more than 0`. */
export function constraintText(constraint: Constraint): string {
  if (constraint.sort === 'all') return constraint.members.join(' and ');
  if (!constraint.exclusive) return String(constraint.limit);
  return `${constraint.sort === 'lower' ? 'more' : 'less'} than ${constraint.limit}`;
}
