import { expect, test } from 'vitest';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import { callOf, dependence, fromCaller, lines, type SmallParts, small, traceOf } from './small.ts';

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const thing = object({ a: text, b: object({ c: { type: 'integer' } }) }, { required: ['a'] });
const old30 = { document: { openapi: '3.0.3' } };

/** Everything of the value is read and sent. */
const trace = traceOf({
  updateOrganization: callOf({ reads: [''], sends: [fromCaller('/body')] }),
});
const between = (old: SmallParts, now: SmallParts): readonly string[] =>
  lines(diffDocuments(trace, small(old), small(now), dependence).changes);

const same: Readonly<Record<string, readonly [object, object, Record<string, object>?]>> = {
  'a named schema and one in place': [thing, ref('Thing'), { Thing: thing }],
  'a reference to a reference': [thing, ref('Alias'), { Alias: ref('Thing'), Thing: thing }],
  'part of a schema named': [
    thing,
    object({ a: text, b: ref('B') }, { required: ['a'] }),
    { B: object({ c: { type: 'integer' } }) },
  ],
  'allOf of one': [thing, { allOf: [ref('Thing')] }, { Thing: thing }],
  'allOf of parts': [
    thing,
    { allOf: [object({ a: text }), { required: ['a'] }, ref('B')] },
    { B: object({ b: object({ c: { type: 'integer' } }) }) },
  ],
  'allOf of closed parts': [
    { ...thing, additionalProperties: false },
    {
      allOf: [
        object({ a: text }, { required: ['a'], additionalProperties: false }),
        object({ b: object({ c: { type: 'integer' } }) }, { additionalProperties: false }),
      ],
    },
  ],
  'parts closed from outside': [
    { ...thing, additionalProperties: false },
    {
      allOf: [object({ a: text }, { required: ['a'] }), object({ b: object({ c: { type: 'integer' } }) })],
      unevaluatedProperties: false,
    },
  ],
  'limits in a part': [
    { ...text, minLength: 1, maxLength: 5 },
    { allOf: [{ ...text, maxLength: 5 }, { minLength: 1 }] },
  ],
  'null as type or alternative': [{ type: ['string', 'null'] }, { anyOf: [text, { type: 'null' }] }],
  'null beside a reference': [
    { oneOf: [{ type: 'null' }, thing] },
    { anyOf: [ref('Thing'), { type: 'null' }] },
    { Thing: thing },
  ],
  'types and alternatives': [{ type: ['string', 'integer'] }, { oneOf: [{ type: 'integer' }, text] }],
  'const and enum': [
    { type: 'string', const: 'x' },
    { type: 'string', enum: ['x'] },
  ],
  'constants and enum': [{ type: 'string', enum: ['x', 'y'] }, { oneOf: [{ const: 'y' }, { const: 'x' }] }],
  'enum with null': [{ enum: ['x', null] }, { oneOf: [{ type: 'null' }, { type: 'string', const: 'x' }] }],
  'order of alternatives': [
    { oneOf: [object({ a: text }), object({ b: text })] },
    { anyOf: [ref('B'), ref('A')] },
    { A: object({ a: text }), B: object({ b: text }) },
  ],
  'alternatives within alternatives': [
    { anyOf: [{ anyOf: [text, { type: 'null' }] }, thing] },
    { anyOf: [{ type: 'null' }, thing, text] },
  ],
  'what all alternatives have, outside of them': [
    { oneOf: [object({ a: text, b: text }), object({ a: text, c: text })] },
    { type: 'object', properties: { a: text }, oneOf: [{ properties: { b: text } }, { properties: { c: text } }] },
  ],
  'bounds of whole numbers': [
    { type: 'integer', exclusiveMinimum: 0, maximum: 9 },
    { type: 'integer', minimum: 1, exclusiveMaximum: 10 },
  ],
  'limits that are none': [text, { ...text, minLength: 0 }],
  'true and an empty schema': [object({ a: true }), object({ a: {} })],
  'annotations, examples and extensions': [
    thing,
    { ...thing, title: 'T', description: 'D', examples: [{ a: 'x' }], deprecated: true, 'x-internal': 1 },
  ],
  'types of formats that say nothing more': [{ type: 'integer' }, { type: 'integer', format: 'int64' }],
  'an object that does not say that it is one': [thing, { properties: thing.properties, required: ['a'] }],
};

test.each(Object.entries(same))('no change either way: %s', (_, [one, other, schemas = {}]) => {
  const [first, second] = [one, other].map((schema) => ({ body: schema, answer: schema, schemas }));
  expect(between(first ?? {}, second ?? {})).toEqual([]);
  expect(between(second ?? {}, first ?? {})).toEqual([]);
});

test.each([
  ['nullable', { type: ['string', 'null'] }, { type: 'string', nullable: true }],
  ['nullable enum', { enum: ['x', null] }, { type: 'string', enum: ['x', null], nullable: true }],
  ['nullable reference', { anyOf: [ref('Thing'), { type: 'null' }] }, { allOf: [ref('Thing')], nullable: true }],
  ['exclusive bounds', { type: 'number', exclusiveMinimum: 0 }, { type: 'number', minimum: 0, exclusiveMinimum: true }],
  ['inclusive bounds', { type: 'number', minimum: 0 }, { type: 'number', minimum: 0, exclusiveMinimum: false }],
])('no change between OpenAPI 3.1 and 3.0: %s', (_, now, before) => {
  const schemas = { Thing: thing };
  const [new31, old30Parts] = [
    { body: now, answer: now, schemas },
    { body: before, answer: before, schemas, ...old30 },
  ];
  expect(between(new31, old30Parts)).toEqual([]);
  expect(between(old30Parts, new31)).toEqual([]);
});

test('circular schemas come to an end, and differ where they differ', () => {
  const tree = (name: string, value: object) => ({
    [name]: object({
      value,
      children: { type: 'array', items: ref(name) },
      parent: { anyOf: [ref(name), { type: 'null' }] },
    }),
  });
  const parts = (name: string, value: object): SmallParts => ({
    answer: ref(name),
    body: ref(name),
    schemas: tree(name, value),
  });
  expect(between(parts('Tree', text), parts('Node', text))).toEqual([]);
  const { changes } = diffDocuments(
    traceOf({ getOrganization: callOf({ reads: ['/value', '/children/*/value'] }) }),
    small(parts('Tree', text)),
    small(parts('Node', { type: 'number' })),
    dependence,
  );
  expect(lines(changes)).toEqual([
    'breaking response-type-changed /value /children/*/value',
    'unused breaking request-type-changed /body/value',
  ]);
});

test('a schema that is circular through allOf and alternatives alone comes to an end', () => {
  const schemas = { A: { allOf: [ref('A'), object({ a: text })] }, B: { anyOf: [ref('B'), text] } };
  expect(
    between(
      { answer: object({ a: ref('A'), b: ref('B') }), schemas },
      { answer: object({ a: ref('A'), b: ref('B') }), schemas },
    ),
  ).toEqual([]);
});
