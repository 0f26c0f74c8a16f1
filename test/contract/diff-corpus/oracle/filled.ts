import { resolve } from '../../../../src/contract/document.ts';
import type { Example, UpstreamOperation } from '../../../support/upstream-document.ts';
import { composed, itemsOf, type Schema } from './schema-tree.ts';

/** Objects within objects that are filled. */
const deepest = 5;

/** An example with all that the document knows and the example leaves out, as far as it `fits` then. */
export function filled(
  document: object,
  operation: UpstreamOperation,
  example: Example,
  fits: (example: Example) => boolean,
): Example {
  const schema = operation.answers.get(example.status)?.schema;
  const body =
    schema === undefined
      ? example.body
      : grown(document, [schema], example.body, (value) => fits({ ...example, body: value }), 0);
  return { ...example, name: `${example.name} filled`, body };
}

/** The value with its missing parts, one after the other as long as the whole `fits`. */
function grown(
  document: object,
  given: readonly object[],
  value: unknown,
  fits: (value: unknown) => boolean,
  depth: number,
): unknown {
  const schemas = given.flatMap((each) => [...composed(document, each)]);
  if (depth > deepest || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const inner = schemas.flatMap(itemsOf);
    const [schema] = inner;
    let list: unknown[] = value.length === 0 && schema !== undefined ? [sampleOf(document, schema)] : value;
    if (!fits(list)) list = value;
    // One item that shows everything is enough.
    if (list.length > 0) {
      list = list.with(
        0,
        grown(document, inner, list[0], (other) => fits(list.with(0, other)), depth + 1),
      );
    }
    return list;
  }
  const properties = Map.groupBy(
    schemas.flatMap((each) => Object.entries(each.properties ?? {})),
    ([name]) => name,
  );
  let object: Record<string, unknown> = { ...value };
  for (const [name, entries] of properties) {
    const inner = entries.map(([, schema]) => schema);
    const [schema] = inner;
    if ((object[name] ?? null) === null && schema !== undefined) {
      const sample = sampleOf(document, schema);
      const more = { ...object, [name]: sample };
      if (sample !== undefined && fits(more)) object = more;
    }
    if (!Object.hasOwn(object, name)) continue;
    const child = grown(document, inner, object[name], (other) => fits({ ...object, [name]: other }), depth + 1);
    object = { ...object, [name]: child };
  }
  return object;
}

/** A value that the schema takes, as small as may be; undefined for maps. */
function sampleOf(document: object, given: object): unknown {
  const schema = resolve<Schema>(document, given);
  const [alternative] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  if (schema.type === undefined && alternative !== undefined) return sampleOf(document, alternative);
  const [member] = [...(schema.enum ?? []), ...(schema['x-extensible-enum'] ?? [])];
  if (member !== undefined) return member;
  const [type] = [schema.type].flat();
  if (type === 'object') {
    // Free settings stay away: UserHub's provider copies a whole record, for raw alone, where any are shown.
    if (schema.properties === undefined) return undefined;
    const required = (schema.required ?? []).map((name) => [name, sampleOf(document, schema.properties?.[name] ?? {})]);
    return Object.fromEntries(required);
  }
  if (type === 'array') return [];
  if (type === 'integer' || type === 'number') return 7;
  if (type === 'boolean') return true;
  if (schema.format === 'date-time') return '2026-02-03T04:05:06Z';
  const prefix = /^\^([\w-]+)$/.exec(schema.pattern ?? '')?.[1] ?? '';
  return `${prefix}filled`;
}
