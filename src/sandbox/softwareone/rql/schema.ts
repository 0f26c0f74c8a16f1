import { QueryMistake } from './expression.ts';

/** What a resource's member is to RQL. */
export type Field =
  | { readonly kind: 'text' | 'number' | 'flag' | 'moment' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'object' | 'list'; readonly members: Schema };

/** The members of a resource, in the order in which answers carry them. */
export interface Schema {
  readonly [name: string]: Field;
}

export interface Resolved {
  readonly names: readonly string[];
  readonly field: Field;
}

/** Finds the member a dotted path means. Names are matched without regard to case, as the vendor's engine does. */
export function resolve(schema: Schema, path: string): Resolved {
  const segments = path.split('.');
  const names: string[] = [];
  let members: Schema = schema;
  let field: Field | undefined;
  for (const segment of segments) {
    const name = memberName(members, segment);
    field = name === undefined ? undefined : members[name];
    if (name === undefined || field === undefined) {
      throw new QueryMistake(segments.slice(0, names.length + 1).join('.'), 'Invalid property path.');
    }
    names.push(name);
    members = field.kind === 'object' ? field.members : {};
  }
  if (field === undefined) throw new QueryMistake(path, 'Invalid property path.');
  return { names, field };
}

function memberName(members: Schema, given: string): string | undefined {
  const wanted = given.toLowerCase();
  return Object.keys(members).find((name) => name.toLowerCase() === wanted);
}

/** The value at a path; `null` when it or anything above it is missing. */
export function valueAt(record: object, names: readonly string[]): unknown {
  let value: unknown = record;
  for (const name of names) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value ?? null;
}
