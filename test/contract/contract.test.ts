import { createHash } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { composeContract } from '../../src/contract/contract.ts';

const document = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '2.1' },
  paths: {
    '/things/{id}/parts/{part}': {
      put: {
        operationId: 'PutPart',
        parameters: [{ name: 'X-Org', in: 'header' }],
        responses: {
          200: { description: '', content: { 'application/json': { schema: {} } } },
          204: { description: '' },
        },
      },
    },
    '/unused': { get: { operationId: 'Unused', responses: {} } },
  },
};

const ajv = new Ajv2020({ allErrors: true });
const validators = {
  PutPart_request: ajv.compile({
    type: 'object',
    properties: {
      path: { type: 'object', properties: { id: { type: 'string' }, part: { type: 'string', minLength: 1 } } },
      body: { type: 'object', required: ['name', 'size'] },
    },
  }),
  PutPart_200: ajv.compile({ type: 'object', required: ['id'], properties: { id: { type: 'string' } } }),
};

const put = composeContract(document, validators).operation('PutPart');

test('a contract tells the title, version and digest of its document', () => {
  expect(composeContract(document, validators)).toMatchObject({
    title: 'Things',
    version: '2.1',
    digest: createHash('sha256').update(JSON.stringify(document)).digest('hex'),
  });
});

test('any change of the document changes the digest', () => {
  const changed = structuredClone(document);
  changed.paths['/unused'].get.operationId = 'StillUnused';
  const digests = [document, changed].map((each) => composeContract(each, validators).digest);
  expect(digests[0]).not.toBe(digests[1]);
});

test.each(['Unused', 'Missing', 'toString'])('%s, which has no compiled validators, is refused at start', (id) => {
  expect(() => composeContract(document, validators).operation(id)).toThrow(`Things has no compiled operation ${id}`);
});

test('a request that keeps to the document has no violations', () => {
  expect(put.checkRequest({ path: { id: 'a', part: 'b' }, body: { name: 'x', size: 1 } })).toEqual([]);
});

test('a request tells all of its violations', () => {
  expect(put.checkRequest({ path: { id: 1 }, body: {} }).map(({ pointer }) => pointer)).toEqual([
    '/path/id',
    '/body/name',
    '/body/size',
  ]);
});

test.each(['.', '..'])('the dot segment %s is no path parameter: it would lead to another resource', (part) => {
  expect(put.checkRequest({ path: { id: 'a', part } })).toEqual([
    { pointer: '/path/part', keyword: 'dot-segment', detail: 'must not be a dot segment' },
  ]);
});

test.each(['...', '..a', 'a.', '%2e%2e', '../..'])('%s is no dot segment once it is encoded', (part) => {
  expect(put.checkRequest({ path: { id: 'a', part } })).toEqual([]);
  const { pathname } = new URL(put.toWire({ path: { id: 'a', part } }).target, 'http://h');
  expect(pathname.split('/').slice(0, 4)).toEqual(['', 'things', 'a', 'parts']);
});

test('an answer that keeps to the document has no violations', () => {
  expect(put.checkAnswer(200, { id: 'a', unknown: true })).toEqual([]);
});

test('an answer tells what breaks the document', () => {
  expect(put.checkAnswer(200, {})).toMatchObject([{ pointer: '/id', keyword: 'required' }]);
  expect(put.checkAnswer(200, undefined)).toMatchObject([{ pointer: '', keyword: 'type' }]);
});

test('a status that the document does not know cannot be checked', () => {
  expect(put.checkAnswer(201, { id: 'a' })).toBeUndefined();
});

test('a documented answer without a schema takes any body', () => {
  expect(put.checkAnswer(204, undefined)).toEqual([]);
});

test('the documented headers are known in lower case', () => {
  expect([...put.headers]).toEqual(['x-org']);
});

test('a request is put on the wire as its operation says', () => {
  expect(put.toWire({ path: { id: 'a', part: 'b/c' }, header: { 'X-Org': 'o' }, body: { name: 'x' } })).toEqual({
    method: 'PUT',
    target: '/things/a/parts/b%2Fc',
    headers: { 'x-org': 'o', 'content-type': 'application/json' },
    body: '{"name":"x"}',
  });
});
