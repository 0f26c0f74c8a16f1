import { expect, test } from 'vitest';
import { type Document, unified } from './documents.ts';
import { changed } from './examples.ts';
import { operationsOf } from './operations.ts';
import {
  anonymousObjects,
  isObjectSchema,
  namedSchemas,
  reachable,
  requestSchemas,
  responseSchemas,
  schemaAt,
  schemaSites,
} from './schemas.ts';
import { vagueUnions } from './unions.ts';

const responses = (document: Document) =>
  reachable(
    document,
    operationsOf(document).flatMap((operation) => responseSchemas(document, operation)),
  );
const requests = (document: Document) =>
  reachable(
    document,
    operationsOf(document).flatMap((operation) => [
      ...requestSchemas(document, operation),
      ...operation.parameters.flatMap(schemaAt),
    ]),
  );
const openRequestEnums = (document: Document) => requests(document).filter(({ node }) => 'x-extensible-enum' in node);
const closedEnums = (document: Document) =>
  responses(document)
    .filter(({ node }) => 'enum' in node || 'const' in node)
    .map(({ pointer }) => pointer);

const state = ['components', 'schemas', 'Organization', 'properties', 'state'];

test('every object has a name', () => {
  expect(schemaSites(unified).length).toBeGreaterThan(50);
  expect(anonymousObjects(unified)).toEqual([]);
});

test.each([
  ['a property', state, { type: 'object' }],
  ['an item', [...state.slice(0, 4), 'domains', 'items'], { properties: { name: { type: 'string' } } }],
  ['a nullable property', state, { type: ['object', 'null'] }],
  ['an alternative', state, { anyOf: [{ type: 'object' }] }],
  [
    'a body',
    ['paths', '/livez', 'get', 'responses', '200', 'content', 'application/json', 'schema'],
    { type: 'object' },
  ],
  ['a parameter', ['components', 'parameters', 'Include', 'schema'], { type: 'object' }],
])('an object without a name is found as %s', (_, path, schema) => {
  expect(anonymousObjects(changed(unified, path, schema))).toHaveLength(1);
});

test('no answer limits its words, so that new ones break no client', () => {
  expect(responses(unified).length).toBeGreaterThan(60);
  expect(closedEnums(unified)).toEqual([]);
});

test('a limited word deep in an answer is found', () => {
  expect(closedEnums(changed(unified, state, { type: 'string', enum: ['active'] }))).toHaveLength(1);
  expect(closedEnums(changed(unified, state, { const: 'active' }))).toHaveLength(1);
});

test('words that a request may use are limited', () => {
  expect(openRequestEnums(unified)).toEqual([]);
  const include = ['components', 'schemas', 'Inclusion'];
  expect(openRequestEnums(changed(unified, include, { type: 'string', 'x-extensible-enum': ['raw'] }))).toHaveLength(1);
});

test('every object says whether it takes more members, and every request object refuses unknown ones', () => {
  const objects = namedSchemas(unified).filter(([, { node }]) => isObjectSchema(node));
  expect(objects.filter(([, { node }]) => !('additionalProperties' in node)).map(([name]) => name)).toEqual([]);
  const taken = requests(unified).filter(({ node }) => 'properties' in node);
  expect(taken.length).toBeGreaterThan(5);
  expect(taken.filter(({ node }) => node.additionalProperties !== false)).toEqual([]);
});

test('every alternative between objects has a discriminator', () => {
  expect(vagueUnions(unified)).toEqual([]);
});

test('an alternative between objects without discriminator is found', () => {
  const objects = ['Organization', 'Member'].map((name) => ({ $ref: `#/components/schemas/${name}` }));
  expect(vagueUnions(changed(unified, state, { oneOf: objects }))).toHaveLength(1);
  expect(vagueUnions(changed(unified, state, { anyOf: objects }))).toHaveLength(1);
  expect(vagueUnions(changed(unified, state, { oneOf: objects, discriminator: { propertyName: 'id' } }))).toEqual([]);
  expect(vagueUnions(changed(unified, state, { anyOf: [objects[0], { type: 'null' }] }))).toEqual([]);
});
