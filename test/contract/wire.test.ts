import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Method, Operation, Parameter } from '../../src/contract/document.ts';
import { wireWriter } from '../../src/contract/wire.ts';

const parameter = (name: string, where: Parameter['in'], raw = false): Parameter => ({
  name,
  in: where,
  required: false,
  raw,
  schema: {},
});

const operation = (method: Method, path: string, parameters: readonly Parameter[] = []): Operation => ({
  id: 'op',
  method,
  path,
  effect: 'read',
  provenance: 'verified',
  permission: undefined,
  allConnections: false,
  open: false,
  parameters,
  body: undefined,
  answers: new Map(),
});

const text = fc.string({ unit: 'binary' });

test('a path without parameters goes out as it is documented', () => {
  expect(wireWriter(operation('GET', '/v1/things'))({})).toEqual({
    method: 'GET',
    target: '/v1/things',
    headers: {},
    body: undefined,
  });
});

test('every path parameter stands in its own place, between the literal parts', () => {
  const write = wireWriter(operation('POST', '/v1/things/{thing}/parts/{part}:undo'));
  expect(write({ path: { part: 'p1', thing: 't1' } }).target).toBe('/v1/things/t1/parts/p1:undo');
});

test('what has a meaning in a path is encoded in a parameter, so that it stays one segment', () => {
  const write = wireWriter(operation('GET', '/v1/{id}'));
  expect(write({ path: { id: 'a/b?c#d:e %ü' } }).target).toBe('/v1/a%2Fb%3Fc%23d%3Ae%20%25%C3%BC');
});

test('any text in a path parameter reads back as it was', () => {
  const write = wireWriter(operation('GET', '/v1/{id}/end'));
  fc.assert(
    fc.property(text, (id) => {
      const segments = write({ path: { id } }).target.split('/');
      expect(segments).toHaveLength(4);
      expect(decodeURIComponent(segments[2] ?? '')).toBe(id);
    }),
  );
});

test('query parameters that are undefined are left out; false, zero and the empty text are not', () => {
  const write = wireWriter(operation('GET', '/v1'));
  const query = { none: undefined, no: false, zero: 0, empty: '' };
  expect(write({ query }).target).toBe('/v1?no=false&zero=0&empty=');
});

test('a query without any value leaves no question mark', () => {
  expect(wireWriter(operation('GET', '/v1'))({ query: { none: undefined } }).target).toBe('/v1');
});

test('a list in a query repeats its name', () => {
  expect(wireWriter(operation('GET', '/v1'))({ query: { id: ['a', 'b,c'] } }).target).toBe('/v1?id=a&id=b%2Cc');
});

test('any query reads back as it was', () => {
  const write = wireWriter(operation('GET', '/v1'));
  const name = text.filter((each) => each !== '' && each !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(name, text, { minKeys: 1 }), (query) => {
      const [, search] = write({ query }).target.split('?');
      expect(Object.fromEntries(new URLSearchParams(search))).toEqual({ ...query });
    }),
  );
});

test('a raw query expression goes out unnamed, with the commas and brackets of its syntax', () => {
  const write = wireWriter(operation('GET', '/v1', [parameter('filter', 'query', true), parameter('limit', 'query')]));
  expect(write({ query: { filter: 'and(eq(name,"Acme"),in(id,(1,2)))', limit: 5 } }).target).toBe(
    '/v1?and(eq(name,%22Acme%22),in(id,(1,2)))&limit=5',
  );
});

test('a raw query expression can neither end the query nor add a parameter to it', () => {
  const write = wireWriter(operation('GET', '/v1', [parameter('filter', 'query', true)]));
  expect(write({ query: { filter: 'eq(a,"x&limit=1#y+z%2C")' } }).target).toBe(
    '/v1?eq(a,%22x%26limit%3D1%23y%2Bz%252C%22)',
  );
});

test('an undefined raw expression is left out', () => {
  const write = wireWriter(operation('GET', '/v1', [parameter('filter', 'query', true)]));
  expect(write({ query: { filter: undefined } }).target).toBe('/v1');
});

test('headers go out in lower case and as texts; undefined ones do not', () => {
  const write = wireWriter(operation('GET', '/v1'));
  expect(write({ header: { 'X-Org': 'o1', 'X-Number': 7, 'X-None': undefined } }).headers).toEqual({
    'x-org': 'o1',
    'x-number': '7',
  });
});

test('a body goes out as JSON under its media type', () => {
  const write = wireWriter(operation('POST', '/v1'));
  expect(write({ body: { name: 'Ä', none: undefined } })).toMatchObject({
    body: '{"name":"Ä"}',
    headers: { 'content-type': 'application/json' },
  });
});

test('null is a body, undefined is none', () => {
  const write = wireWriter(operation('POST', '/v1'));
  expect(write({ body: null }).body).toBe('null');
  expect(write({ body: undefined })).toMatchObject({ body: undefined, headers: {} });
});
