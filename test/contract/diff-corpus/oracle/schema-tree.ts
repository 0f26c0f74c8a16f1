import type { OpenAPIV3_1 } from 'openapi-types';
import { resolve } from '../../../../src/contract/document.ts';
import { pointerOf } from '../../../support/json.ts';

export type Schema = OpenAPIV3_1.SchemaObject & { readonly 'x-extensible-enum'?: readonly unknown[] };

/** A place that a schema has in a value: there, or where the object that it would be in is there. */
export interface Spot {
  /** Concrete: with the numbers of items and the keys of maps. */
  readonly path: readonly string[];
  /** With `*` for every item and every key. */
  readonly pointer: string;
  /** Whether nothing is known below it. */
  readonly leaf: boolean;
}

/** Every schema that a value has to do with in this place: the schema itself and what it is composed of. */
export function* composed(document: object, given: object): Generator<Schema> {
  const schema = resolve<Schema>(document, given);
  yield schema;
  for (const each of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    yield* composed(document, each);
  }
}

/** The schema of the items of a list, if there is one. */
export const itemsOf = (schema: Schema): readonly object[] =>
  'items' in schema && typeof schema.items === 'object' ? [schema.items] : [];

/** The places below the root that a document has in a value. */
export function spotsIn(document: object, given: object, value: unknown): Spot[] {
  const spots = new Map<string, Spot>();
  function walk(schemas: readonly object[], at: unknown, path: readonly string[], generic: readonly string[]): boolean {
    const all = schemas.flatMap((each) => [...composed(document, each)]);
    const children = new Map<string, { readonly generic: string; readonly schemas: object[] }>();
    const child = (name: string, label: string, schema: object): void => {
      const known = children.get(name) ?? { generic: label, schemas: [] };
      known.schemas.push(schema);
      children.set(name, known);
    };
    for (const schema of all) {
      for (const items of itemsOf(schema)) {
        if (Array.isArray(at)) for (const index of at.keys()) child(String(index), '*', items);
      }
      if (typeof at !== 'object' || at === null || Array.isArray(at)) continue;
      for (const [name, property] of Object.entries(schema.properties ?? {})) child(name, name, property);
      const { additionalProperties: others } = schema;
      if (typeof others !== 'object') continue;
      for (const name of Object.keys(at)) {
        if (schema.properties?.[name] === undefined) child(name, '*', others);
      }
    }
    for (const [name, { generic: label, schemas: below }] of children) {
      const [to, as] = [
        [...path, name],
        [...generic, label],
      ];
      const further = walk(below, (at as Record<string, unknown>)[name], to, as);
      spots.set(JSON.stringify(to), { path: to, pointer: pointerOf(as), leaf: !further });
    }
    return children.size > 0;
  }
  walk([given], value, [], []);
  return [...spots.values()];
}
