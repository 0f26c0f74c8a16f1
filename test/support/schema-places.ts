import type { OpenAPIV3_1 } from 'openapi-types';
import { resolve } from '../../src/contract/document.ts';
import type { Place } from './json.ts';
import type { Example, UpstreamOperation } from './upstream-document.ts';

type Schema = OpenAPIV3_1.SchemaObject & { readonly 'x-extensible-enum'?: readonly string[] };

/** One place of an answer, with a schema that the document has for it. */
export interface SchemaPlace extends Place {
  readonly schema: Schema;
}

/** Every place of an answer, the root included, once for each schema that the document has for it. */
function* schemaPlaces(
  document: object,
  { answers }: UpstreamOperation,
  { status, body }: Example,
): Generator<SchemaPlace> {
  function* walk(given: object | undefined, { path, value }: Place): Generator<SchemaPlace> {
    if (given === undefined) return;
    const schema = resolve<Schema>(document, given);
    yield { path, value, schema };
    for (const each of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
      yield* walk(each, { path, value });
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, child] of Object.entries(value)) {
      const inner = Array.isArray(value) && 'items' in schema ? schema.items : schema.properties?.[name];
      yield* walk(inner, { path: [...path, name], value: child });
    }
  }
  yield* walk(answers.get(status)?.schema, { path: [], value: body });
}

const once = <P extends Place>(places: readonly P[]): P[] => [
  ...new Map(places.map((place) => [place.path.join('/'), place])).values(),
];

/** Every text of an answer whose schema lists the members known today. */
export const enumPlaces = (
  document: object,
  operation: UpstreamOperation,
  example: Example,
): (Place & { readonly members: readonly string[] })[] =>
  once(
    [...schemaPlaces(document, operation, example)].flatMap(({ path, value, schema }) => {
      const members = schema['x-extensible-enum'];
      return members === undefined || typeof value !== 'string' ? [] : [{ path, value, members }];
    }),
  );

/** Every object of an answer whose fields the document names: not the callers' own free JSON. */
export const objectPlaces = (document: object, operation: UpstreamOperation, example: Example): Place[] =>
  once(
    [...schemaPlaces(document, operation, example)].filter(
      ({ value, schema }) => typeof value === 'object' && value !== null && schema.properties !== undefined,
    ),
  );
