import { expect, test } from 'vitest';
import { operationsOf } from '../../../src/contract/document.ts';
import { undocumentedIn } from '../../../src/contract/drift/undocumented.ts';
import { providers } from '../../../src/generated/providers.ts';
import { readUpstreamDocument } from '../../support/upstream-document.ts';

/** What is found in an answer that is described by `schema`, as `keyword pointer`. */
function found(schema: object, body: unknown, schemas: Readonly<Record<string, object>> = {}): string[] {
  const answer = { description: 'Fine', content: { 'application/json': { schema } } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: { '/things': { get: { operationId: 'ListThings', responses: { 200: answer } } } },
    components: { schemas },
  };
  const operation = operationsOf(document as never).get('ListThings');
  if (operation === undefined) throw new Error('no operation');
  return undocumentedIn(document, operation)(200, body).map(({ pointer, keyword }) => `${keyword} ${pointer}`);
}

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const thing = { type: 'object', properties: { id: { type: 'string' } } };

test.each<[string, object, unknown, string[]]>([
  ['a documented property', thing, { id: 'a' }, []],
  ['an undocumented one', thing, { id: 'a', 'x/y': 'z' }, ['undocumented-property /x~1y']],
  [
    'inside lists',
    { type: 'array', items: thing },
    [{}, { b: 1, c: 2 }],
    ['undocumented-property /1/b', 'undocumented-property /1/c'],
  ],
  ['a free-form object', { type: 'object' }, { any: { thing: 1 } }, []],
  ['an object that provides for others', { ...thing, additionalProperties: true }, { b: 1 }, []],
  ['one that forbids others, which is for the validator', { ...thing, additionalProperties: false }, { b: 1 }, []],
  [
    'keys of a map',
    { type: 'object', additionalProperties: thing },
    { k: { id: 'a', b: 1 } },
    ['undocumented-property /k/b'],
  ],
  [
    'a map by pattern',
    { type: 'object', patternProperties: { '^k': thing } },
    { k: { b: 1 } },
    ['undocumented-property /k/b'],
  ],
  ['no schema at all', {}, { b: 1 }, []],
  ['another type than the documented one', { type: 'array', items: thing }, { b: 1 }, []],
  [
    'properties that several schemas name',
    { allOf: [thing, { properties: { b: {} } }] },
    { id: 'a', b: 1, c: 2 },
    ['undocumented-property /c'],
  ],
  ['a remark beside a schema', { allOf: [thing, { description: 'A thing.' }] }, { c: 2 }, ['undocumented-property /c']],
  ['null beside an object', { anyOf: [thing, { type: 'null' }] }, { c: 2 }, ['undocumented-property /c']],
  ['any alternative that names it', { oneOf: [thing, { type: 'object', properties: { b: {} } }] }, { b: 1 }, []],
  ['a free-form alternative', { anyOf: [thing, { type: 'object' }] }, { b: 1 }, []],
  [
    'names that every object inherits',
    thing,
    JSON.parse('{"constructor": 1, "__proto__": 2}'),
    ['undocumented-property /constructor', 'undocumented-property /__proto__'],
  ],
])('undocumented properties: %s', (_, schema, body, expected) => {
  expect(found(schema, body)).toEqual(expected);
});

test('an alternative that the value itself rules out documents nothing', () => {
  const kind = (name: string, own: string): object => ({
    type: 'object',
    properties: { kind: { const: name }, [own]: {} },
  });
  const schema = { oneOf: [kind('cat', 'claws'), kind('dog', 'tail')] };
  expect(found(schema, { kind: 'cat', claws: 1 })).toEqual([]);
  expect(found(schema, { kind: 'cat', tail: 1 })).toEqual(['undocumented-property /tail']);
  expect(found(schema, { kind: 'bird', tail: 1, claws: 1 })).toEqual([]);
});

test('a discriminator tells which alternative applies', () => {
  const schemas = {
    Cat: { type: 'object', properties: { kind: {}, claws: {} } },
    Dog: { type: 'object', properties: { kind: {}, tail: {} } },
  };
  const discriminator = { propertyName: 'kind', mapping: { hound: '#/components/schemas/Dog' } };
  const schema = { oneOf: [ref('Cat'), ref('Dog')], discriminator };
  expect(found(schema, { kind: 'Cat', claws: 1 }, schemas)).toEqual([]);
  expect(found(schema, { kind: 'hound', tail: 1 }, schemas)).toEqual([]);
  expect(found(schema, { kind: 'hound', claws: 1 }, schemas)).toEqual(['undocumented-property /claws']);
});

test('circular schemas are followed as deep as the answer goes', () => {
  const schemas = { Node: { type: 'object', properties: { next: { anyOf: [ref('Node'), { type: 'null' }] } } } };
  const body = { next: { next: { next: { next: null, x: 1 } } } };
  expect(found(ref('Node'), body, schemas)).toEqual(['undocumented-property /next/next/next/x']);
  const endless = { Self: { allOf: [ref('Self')], properties: { a: {} } } };
  expect(found(ref('Self'), { b: 1 }, endless)).toEqual(['undocumented-property /b']);
});

const state = { type: 'string', 'x-extensible-enum': ['ON', 'OFF'] };

test.each<[string, object, unknown, string[]]>([
  ['a listed text', state, 'ON', []],
  ['another text', state, 'STANDBY', ['unlisted-member ']],
  ['no text', { ...state, type: ['string', 'null'] }, null, []],
  ['null beside it', { anyOf: [state, { type: 'null' }] }, 'STANDBY', ['unlisted-member ']],
  ['lists of several alternatives', { anyOf: [state, { enum: ['DIM'] }] }, 'DIM', []],
  ['an alternative that takes every text', { anyOf: [state, { type: 'string' }] }, 'STANDBY', []],
  ['items', { type: 'array', items: state }, ['ON', 'x'], ['unlisted-member /1']],
  ['values of a map', { type: 'object', additionalProperties: state }, { k: 'x' }, ['unlisted-member /k']],
  ['a closed enumeration, which is for the validator', { type: 'string', enum: ['ON'] }, 'x', []],
])('unlisted members: %s', (_, schema, body, expected) => {
  expect(found(schema, body)).toEqual(expected);
});

test('a status that the document does not know, or an answer without a body, has nothing undocumented', () => {
  const document = {
    openapi: '3.1.0',
    info: {},
    paths: { '/a': { delete: { operationId: 'A', responses: { 204: {} } } } },
  };
  const operation = operationsOf(document as never).get('A');
  if (operation === undefined) throw new Error('no operation');
  expect(undocumentedIn(document, operation)(204, { x: 1 })).toEqual([]);
  expect(undocumentedIn(document, operation)(200, { x: 1 })).toEqual([]);
});

test.each(providers)('every example of the document of $provider.id is documented', ({ document }) => {
  const upstream = readUpstreamDocument(document);
  let examples = 0;
  for (const id of operationsOf(document as never).keys()) {
    const operation = upstream.operation(id);
    const undocumented = undocumentedIn(document, operation);
    for (const { status, body } of [...operation.successes, ...operation.failures]) {
      examples += 1;
      expect(undocumented(status, body), id).toEqual([]);
    }
  }
  expect(examples).toBeGreaterThan(20);
});
