import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenAPIV3_1 } from 'openapi-types';
import { expect, test } from 'vitest';
import { operationsOf } from '../../../src/contract/document.ts';
import { deviationsOf } from '../../../src/contract/drift/deviation.ts';
import { undocumentedIn } from '../../../src/contract/drift/undocumented.ts';
import { violationsOf } from '../../../src/contract/violation.ts';

const thing = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', maxLength: 3 },
    state: { enum: ['on', 'off'] },
    part: { anyOf: [{ type: 'object', properties: { size: { type: 'integer' } } }, { type: 'null' }] },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    closed: { type: 'object', additionalProperties: false, properties: { a: {} } },
    notes: { type: 'object', additionalProperties: true },
    parts: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
  },
};
const document = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  paths: {
    '/things/{id}': {
      put: {
        operationId: 'PutThing',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: { content: { 'application/json': { schema: thing } } },
        responses: { 200: { description: 'Fine', content: { 'application/json': { schema: thing } } } },
      },
    },
  },
};
const operation = operationsOf(document as OpenAPIV3_1.Document).get('PutThing');
if (operation === undefined) throw new Error('no operation');
const tell = deviationsOf(document, operation);
const undocumented = undocumentedIn(document, operation);
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(thing);

/** What is told of an answer, as `pointer keyword (expected) observed`. */
function told(value: unknown): string[] {
  validate(value);
  const violations = [...violationsOf(validate.errors), ...undocumented(200, value)];
  return tell({ status: 200, value, violations }).map(
    ({ pointer, keyword, expected, observedType }) => `${pointer} ${keyword} (${expected}) ${observedType}`,
  );
}

test.each<[string, object, string[]]>([
  ['another type', { id: 7 }, ['/id type (string) integer']],
  ['a number that is no integer', { id: 7.5 }, ['/id type (string) number']],
  ['nothing where something is needed', {}, ['/id required (present) absent']],
  ['a bound', { id: 'long' }, ['/id maxLength (at most 3) string']],
  ['a closed enumeration', { id: 'a', state: 'dim' }, ['/state enum (on, off) string']],
  ['a value that fits no form', { id: 'a', part: [] }, ['/part type (null or object) array']],
  ['a value that almost fits one', { id: 'a', part: { size: true } }, ['/part/size type (integer) boolean']],
  ['keys of a map', { id: 'a', labels: { ada: 1, bob: 2 } }, ['/labels/* type (string) integer']],
  [
    'a name in a closed object',
    { id: 'a', closed: { color: 1 } },
    ['/closed/color additionalProperties (no such property) integer'],
  ],
  [
    'a person in a closed object',
    { id: 'a', closed: { 'ada@example.com': 1 } },
    ['/closed/* additionalProperties (no such property) integer'],
  ],
  ['what is free', { id: 'a', notes: { 'ada@example.com': 1 } }, []],
  [
    'each item of a list',
    { id: 'a', parts: [{ name: 1 }, { name: 2 }, { name: null }] },
    ['/parts/*/name type (string) integer', '/parts/*/name type (string) null'],
  ],
])('%s', (_, value, expected) => {
  expect(told(value)).toEqual(expected);
});

test.each([
  ['tier', true],
  ['tier_2-b$', true],
  ['camelCase22', true],
  ['a'.repeat(40), true],
  ['a'.repeat(41), false],
  ['abc123', false],
  ['12', false],
  ['ada@example.com', false],
  ['Ada Lovelace', false],
  ['a.b', false],
  ['a/b', false],
  ['größe', false],
  ['', false],
])('the undocumented name %j is shown: %s', (name, shown) => {
  expect(told({ id: 'a', [name]: 1 })).toEqual([
    `/${shown ? name : '*'} undocumented-property (no such property) integer`,
  ]);
});

test('an object with very many unknown names is a map, whose keys are not shown', () => {
  const names = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => ['abcdefghijklmnopqrstuvwxyz'[index % 26] ?? '', index]),
    );
  expect(told({ id: 'a', parts: [names(5)] })).toHaveLength(5);
  expect(told({ id: 'a', parts: [names(26)] })).toEqual([
    '/parts/*/* undocumented-property (no such property) integer',
  ]);
});

test('a request is told by its channels', () => {
  const request = { path: { id: '..' }, query: { ghost: 1, 'ada@example.com': 1 }, body: { labels: { ada: 1 } } };
  const violations = ['/path/id', '/query/ghost', '/query/ada@example.com', '/body/labels/ada'].map((pointer) => ({
    pointer,
    keyword: 'x',
    detail: 'x',
  }));
  const found = tell({ status: undefined, value: request, violations });
  expect(found.map(({ direction, status, pointer }) => [direction, status, pointer])).toEqual([
    ['request', undefined, '/path/id'],
    ['request', undefined, '/query/ghost'],
    ['request', undefined, '/query/*'],
    ['request', undefined, '/body/labels/*'],
  ]);
});

test('an answer that is wrong in a hundred thousand places is told in a moment', () => {
  const parts = Array.from({ length: 100_000 }, () => ({ name: 1, x: 1 }));
  expect(told({ id: 'a', parts })).toEqual(['/parts/*/name type (string) integer']);
  const names = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`n${index}`, 1]));
  expect(told({ id: 'a', ...names })).toEqual(['/* undocumented-property (no such property) integer']);
});
