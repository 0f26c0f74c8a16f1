import { QueryMistake } from './expression.ts';
import { comparable } from './filter.ts';
import { resolve, type Schema, valueAt } from './schema.ts';
import { signed } from './select.ts';

export type Comparator = (a: object, b: object) => number;

/** Reads an `order` value such as `name,-audit.created.at`; `undefined` when it is empty. Throws a `QueryMistake`. */
export function compileOrder(
  text: string,
  schema: Schema,
  isOutOfScope: (member: string) => boolean,
): Comparator | undefined {
  const keys = text.split(',').filter((part) => part !== '');
  if (keys.length === 0) return undefined;
  const comparators = keys.map((part): Comparator => {
    const { plus, path } = signed(part);
    const { names, field } = resolve(schema, path);
    if (isOutOfScope(names[0] ?? '')) throw new QueryMistake(path, 'Ordering is not permitted.');
    if (field.kind === 'object' || field.kind === 'list') throw new QueryMistake(path, 'Invalid property path.');
    const key = (record: object) => comparable(field, valueAt(record, names));
    return (a, b) => (plus ? rank(key(a), key(b)) : rank(key(b), key(a)));
  });
  return (a, b) => comparators.reduce((result, next) => result || next(a, b), 0);
}

// inferred: missing values come first in ascending order, and text is ordered by code unit
function rank(a: string | number | boolean | null, b: string | number | boolean | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
