import type { OpenAPIV3_1 } from 'openapi-types';
import { resolve } from '../document.ts';
import { formsOf } from './merged-schema.ts';

/** Values that the examples of a document show, by the name of the place: `Organization/address/city`. */
export type KnownValues = ReadonlyMap<string, readonly unknown[]>;

/** The name of a place below a named schema. */
export const placeName = (parent: string, component: string | undefined, property: string): string =>
  `${component ?? parent}/${property}`;

/** Collects what the examples of every request and answer of a document show. */
export function knownValuesOf(document: OpenAPIV3_1.Document): KnownValues {
  const known = new Map<string, unknown[]>();
  const learn = (schema: object | undefined, value: unknown, name: string): void => {
    const forms = formsOf(document, schema);
    if (Array.isArray(value)) {
      for (const { items } of forms) for (const each of value) if (items !== undefined) learn(items, each, name);
      return;
    }
    if (typeof value === 'object' && value !== null) {
      const form = forms.find(({ properties }) => Object.keys(value).every((key) => properties.has(key))) ?? forms[0];
      for (const [key, each] of Object.entries(value)) {
        const property = form?.properties.get(key);
        if (property !== undefined) learn(property, each, placeName(name, form?.component, key));
      }
      return;
    }
    if (value !== null && value !== '') known.set(name, [...(known.get(name) ?? []), value]);
  };
  for (const { schema, example, name } of examplesOf(document)) learn(schema, example, name);
  return known;
}

interface Example {
  readonly name: string;
  readonly schema: object | undefined;
  readonly example: unknown;
}

function* examplesOf(document: OpenAPIV3_1.Document): Generator<Example> {
  for (const item of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(item ?? {}) as readonly OpenAPIV3_1.OperationObject[]) {
      const { operationId: name, parameters = [], requestBody, responses } = operation;
      if (name === undefined) continue;
      for (const each of parameters) {
        const parameter = resolve<OpenAPIV3_1.ParameterObject>(document, each);
        yield* examplesIn(document, parameter, `${name}/${parameter.in}/${parameter.name}`);
      }
      for (const holder of [requestBody, ...Object.values(responses ?? {})]) {
        if (holder === undefined) continue;
        const { content = {} } = resolve<OpenAPIV3_1.ResponseObject>(document, holder);
        for (const media of Object.values(content)) yield* examplesIn(document, media, name);
      }
    }
  }
}

function* examplesIn(
  document: OpenAPIV3_1.Document,
  { schema, example, examples = {} }: OpenAPIV3_1.MediaTypeObject,
  name: string,
): Generator<Example> {
  if (example !== undefined) yield { name, schema, example };
  for (const each of Object.values(examples)) {
    yield { name, schema, example: resolve<OpenAPIV3_1.ExampleObject>(document, each).value };
  }
}
