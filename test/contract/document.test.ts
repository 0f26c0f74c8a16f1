import type { OpenAPIV3_1 } from 'openapi-types';
import { expect, test } from 'vitest';
import { type Operation, operationsOf, resolve } from '../../src/contract/document.ts';

/** The one operation of a document that has only the given item under one path. */
function operationOf(item: object, components: object = {}, path = '/things'): Operation {
  const document = { openapi: '3.1.0', info: { title: 't', version: '1' }, paths: { [path]: item }, components };
  const [operation] = operationsOf(document as OpenAPIV3_1.Document).values();
  if (operation === undefined) throw new Error('The document has no operation');
  return operation;
}

const get = (more: object = {}): object => ({ get: { operationId: 'Get', responses: {}, ...more } });

test('operations are found by their ids, with method and path template', () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {
      '/a': { get: { operationId: 'GetA' }, put: { operationId: 'PutA' } },
      '/b/{id}': {
        delete: { operationId: 'DeleteB' },
        patch: { operationId: 'PatchB' },
        post: { operationId: 'PostB' },
      },
    },
  } as unknown as OpenAPIV3_1.Document;
  const found = [...operationsOf(document)].map(([id, { method, path }]) => [id, method, path]);
  expect(found.sort()).toEqual([
    ['DeleteB', 'DELETE', '/b/{id}'],
    ['GetA', 'GET', '/a'],
    ['PatchB', 'PATCH', '/b/{id}'],
    ['PostB', 'POST', '/b/{id}'],
    ['PutA', 'PUT', '/a'],
  ]);
});

test('a document without paths has no operations', () => {
  expect(operationsOf({ openapi: '3.1.0', info: { title: 't', version: '1' } } as OpenAPIV3_1.Document).size).toBe(0);
});

test('an operation without an id is a mistake that names its place', () => {
  expect(() => operationOf({ get: { responses: {} } }, {}, '/here')).toThrow('get /here has no operationId');
});

test('GET reads and everything else writes, unless the document says otherwise', () => {
  expect(operationOf(get()).effect).toBe('read');
  expect(operationOf({ post: { operationId: 'Post' } }).effect).toBe('write');
  expect(operationOf({ delete: { operationId: 'Delete' } }).effect).toBe('write');
  expect(operationOf({ post: { operationId: 'Search', 'x-effect': 'read' } }).effect).toBe('read');
  expect(operationOf(get({ 'x-effect': 'write' })).effect).toBe('write');
});

test('facts count as inferred until the document says that they were verified', () => {
  expect(operationOf(get()).provenance).toBe('inferred');
  expect(operationOf(get({ 'x-provenance': { status: 'verified' } })).provenance).toBe('verified');
});

test('parameters of the path and of the operation are both read, through references', () => {
  const item = {
    parameters: [{ $ref: '#/components/parameters/Id' }],
    ...get({
      parameters: [
        { name: 'X-Org', in: 'header', schema: { type: 'string' } },
        { name: 'filter', in: 'query', 'x-raw-query': true },
      ],
    }),
  };
  const Id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
  expect(operationOf(item, { parameters: { Id } }).parameters).toEqual([
    { name: 'id', in: 'path', required: true, raw: false, schema: { type: 'integer' } },
    { name: 'X-Org', in: 'header', required: false, raw: false, schema: { type: 'string' } },
    { name: 'filter', in: 'query', required: false, raw: true, schema: {} },
  ]);
});

test('an operation without a request body has none', () => {
  expect(operationOf(get()).body).toBeUndefined();
});

test('a request body tells its JSON media types and the schema of the first', () => {
  const content = {
    'text/plain': { schema: { type: 'string' } },
    'application/merge-patch+json': { schema: { type: 'object' } },
    'application/json': { schema: {} },
  };
  expect(operationOf({ patch: { operationId: 'Patch', requestBody: { required: true, content } } }).body).toEqual({
    required: true,
    types: ['application/merge-patch+json', 'application/json'],
    schema: { type: 'object' },
  });
});

test('a request body is read through its reference and is optional unless the document demands it', () => {
  const item = { post: { operationId: 'Post', requestBody: { $ref: '#/components/requestBodies/Thing' } } };
  const Thing = { content: { 'application/json': { schema: { type: 'array' } } } };
  expect(operationOf(item, { requestBodies: { Thing } }).body).toEqual({
    required: false,
    types: ['application/json'],
    schema: { type: 'array' },
  });
});

test('answers are found by status, with their media types and the schema of their JSON body', () => {
  const responses = {
    200: { description: '', content: { 'application/json': { schema: { type: 'object' } } } },
    204: { description: '' },
    400: { $ref: '#/components/responses/Bad' },
    502: { description: '', content: { 'text/html': { schema: { type: 'string' } } } },
  };
  const Bad = { description: '', content: { 'application/problem+json': { schema: { type: 'array' } } } };
  expect(operationOf(get({ responses }), { responses: { Bad } }).answers).toEqual(
    new Map([
      [200, { types: ['application/json'], schema: { type: 'object' } }],
      [204, { types: [], schema: undefined }],
      [400, { types: ['application/problem+json'], schema: { type: 'array' } }],
      [502, { types: ['text/html'], schema: undefined }],
    ]),
  );
});

test('what is no reference resolves to itself', () => {
  const schema = { type: 'string' };
  expect(resolve({}, schema)).toBe(schema);
});

test('references are followed to the end, through escaped names', () => {
  const document = {
    paths: { '/a~b': { get: { $ref: '#/components/x' } } },
    components: { x: { $ref: '#/components/y' }, y: { found: true } },
  };
  expect(resolve(document, { $ref: '#/paths/~1a~0b/get' })).toEqual({ found: true });
});

test.each(['#/components/missing', '#/missing/far/beyond', '#/components/text'])('%s leads nowhere', ($ref) => {
  expect(() => resolve({ components: { text: 'x' } }, { $ref })).toThrow(`${$ref} leads nowhere`);
});
