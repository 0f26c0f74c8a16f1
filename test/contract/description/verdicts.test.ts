import { expect, test } from 'vitest';
import { strictAjv } from '../../../src/contract/description/ajv.ts';
import { jsonSchemaOf, jsonSchemas } from '../../../src/contract/description/json-schema.ts';
import { readDescription } from '../../../src/contract/description/read.ts';
import { violationsOf } from '../../../src/contract/violation.ts';

const text = { type: 'string' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const documentOf = (schemas: object): object =>
  readDescription(
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'A', version: '1' },
      paths: { '/a': { get: { responses: {} } } },
      components: { schemas },
    }),
  );
const ajv = strictAjv({ allErrors: true });

function errors(document: object, schema: object, value: unknown): readonly string[] {
  const validate = ajv.compile(jsonSchemaOf(document, schema, 'response'));
  return validate(value) ? [] : violationsOf(validate.errors).map(({ pointer, keyword }) => `${pointer} ${keyword}`);
}

const union = documentOf({
  Shape: {
    oneOf: [ref('Circle'), ref('Square')],
    discriminator: { propertyName: 'kind', mapping: { circle: 'Circle', square: 'Square' } },
  },
  Circle: { type: 'object', required: ['radius'], properties: { kind: text, radius: { type: 'number' } } },
  Square: { type: 'object', required: ['side'], properties: { kind: text, side: { type: 'number' } } },
});

test.each([
  [{ kind: 'circle', radius: 'wide' }, ['/radius type']],
  [{ kind: 'square' }, ['/side required']],
  [{ kind: 'line' }, ['/kind enum']],
  [{}, ['/kind required']],
  ['circle', [' type']],
])('%j deviates from a union where it does, and nowhere else', (value, expected) => {
  expect(errors(union, ref('Shape'), value)).toEqual(expected);
});

const named = documentOf({ A: { type: 'object', properties: { a: ref('A'), b: ref('B') } }, B: text });

test('a schema is complete with what it refers to, each once, and without what describes', () => {
  expect(jsonSchemaOf(named, { type: 'array', items: ref('A'), description: 'many' }, 'request')).toEqual({
    type: 'array',
    items: { $ref: '#/$defs/A' },
    $defs: {
      A: { type: 'object', properties: { a: { $ref: '#/$defs/A' }, b: { $ref: '#/$defs/B' } } },
      B: text,
    },
  });
});

test('schemas of one document share definitions where the directions do not differ', () => {
  const schemas = jsonSchemas(named, 'x:');
  expect(schemas.of(ref('A'), 'request')).toEqual({ $ref: 'x:A' });
  expect(schemas.of(ref('A'), 'response')).toEqual({ $ref: 'x:A' });
  expect([...schemas.definitions.keys()].toSorted()).toEqual(['A', 'B']);
});

test('where they differ, each has its own', () => {
  const document = documentOf({
    A: { type: 'object', required: ['a'], properties: { a: { ...text, readOnly: true } } },
  });
  const schemas = jsonSchemas(document, '');
  schemas.of(ref('A'), 'request');
  schemas.of(ref('A'), 'response');
  expect(schemas.definitions.get('A.request')?.required).toEqual([]);
  expect(schemas.definitions.get('A.response')?.required).toEqual(['a']);
});

test('names that are no words of a reference, and two that look alike, stay apart', () => {
  const document = documentOf({ 'Page<A>': { ...text, maxLength: 1 }, Page_A_: { ...text, maxLength: 2 } });
  const schema = { type: 'array', items: { anyOf: [ref('Page%3CA%3E'), ref('Page_A_')] } };
  const converted = jsonSchemaOf(document, schema, 'response');
  expect(Object.values(converted.$defs ?? {})).toHaveLength(2);
  expect(errors(document, schema, ['ab'])).toEqual([]);
  expect(errors(document, schema, ['abc'])).not.toEqual([]);
});

test('what could not be taken as written is said, and what nothing knows is told apart', () => {
  const part = { type: 'object', additionalProperties: false, properties: { a: text } };
  const document = documentOf({ A: { ...part, allOf: [{ ...part, properties: { b: text } }], maxLenght: 3 } });
  const schemas = jsonSchemas(document, '');
  schemas.of(ref('A'), 'request');
  expect([...schemas.repairs]).toEqual([expect.stringMatching(/^#\/components\/schemas\/A: closed beside parts/)]);
  expect([...schemas.unknown]).toEqual(['maxLenght']);
});

test('a schema by itself is known to be the base of others', () => {
  const document = documentOf({
    Base: { type: 'object', properties: { kind: text }, discriminator: { propertyName: 'kind' } },
    Sub: { allOf: [ref('Base')], required: ['more'] },
  });
  const { Base } = (document as { components: { schemas: Record<string, object> } }).components.schemas;
  expect(errors(document, Base ?? {}, { kind: 'Sub' })).toEqual(['/more required']);
});

test('a base that lists its subtypes, which contain it, has an end', () => {
  const document = documentOf({
    Base: {
      type: 'object',
      properties: { kind: text },
      oneOf: [ref('Sub'), ref('Other')],
      discriminator: { propertyName: 'kind' },
    },
    Sub: { allOf: [ref('Base'), { required: ['more'] }] },
    Other: { allOf: [ref('Base')] },
  });
  expect(errors(document, ref('Base'), { kind: 'Sub' })).toEqual(['/more required']);
  expect(errors(document, ref('Base'), { kind: 'Other' })).toEqual([]);
  expect(errors(document, ref('Base'), { kind: 'Base' })).toEqual(['/kind enum']);
});
