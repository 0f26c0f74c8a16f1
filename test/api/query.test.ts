import { expect, test } from 'vitest';
import { queryReader } from '../../src/api/query.ts';
import type { Parameter } from '../../src/contract/document.ts';
import { problemOf } from '../support/caught.ts';

const parameter = (name: string, schema: Parameter['schema']): Parameter => ({
  name,
  in: 'query',
  required: false,
  raw: false,
  schema,
});

const readQuery = queryReader([
  parameter('pageSize', { type: 'integer' }),
  parameter('dryRun', { type: 'boolean' }),
  parameter('externalId', { type: 'string' }),
  parameter('state', { $ref: '#/components/schemas/State' }),
]);

test('an empty query has no parameters', () => {
  expect(readQuery('')).toEqual({});
});

test('parameters are read as the types that the document gives them', () => {
  expect(readQuery('pageSize=20&dryRun=true&externalId=20&state=active')).toEqual({
    pageSize: 20,
    dryRun: true,
    externalId: '20',
    state: 'active',
  });
});

test('texts are percent-decoded, and a plus sign is a space', () => {
  expect(readQuery('externalId=%C3%9C+%2B%26%3D%23')).toEqual({ externalId: 'Ü +&=#' });
});

test('a parameter without a value is the empty text', () => {
  expect(readQuery('externalId=')).toEqual({ externalId: '' });
  expect(readQuery('externalId')).toEqual({ externalId: '' });
});

test.each(['1', '0', '-1', '200', '999999999999999'])('%s is a whole number', (value) => {
  expect(readQuery(`pageSize=${value}`)).toEqual({ pageSize: Number(value) });
});

test.each([
  '',
  '1e3',
  '0x10',
  '1.0',
  '1.5',
  '+1',
  '%201',
  '1%20',
  '--1',
  'ten',
  'NaN',
  'Infinity',
  '١',
  '9'.repeat(16),
])('"%s" is no whole number', async (value) => {
  const problem = await problemOf(() => readQuery(`pageSize=${encodeURI(value).replaceAll('%25', '%')}`));
  expect(problem).toMatchObject({ code: 'invalid-request', status: 400 });
  const detail = 'must be a whole number in plain digits';
  expect(problem.parts.errors).toEqual([{ pointer: 'query/pageSize', code: 'type', detail }]);
  expect(problem.message).toBe(`The query parameter pageSize ${detail}.`);
});

test('true and false are the only truth values', async () => {
  expect(readQuery('dryRun=false')).toEqual({ dryRun: false });
  for (const value of ['', '1', '0', 'TRUE', 'yes', 'null']) {
    const { parts } = await problemOf(() => readQuery(`dryRun=${value}`));
    const detail = 'must be true or false';
    expect(parts.errors).toEqual([{ pointer: 'query/dryRun', code: 'type', detail }]);
  }
});

test.each([
  'nope',
  'PageSize',
  'pageSize%20',
  '__proto__',
  '__proto__%5Bx%5D',
  'constructor',
  'externalId%5B%5D',
  'state[a]',
])('the name %s is not known, and the refusal names those that are', async (name) => {
  const problem = await problemOf(() => readQuery(`${name}=1`));
  expect(problem.code).toBe('invalid-request');
  expect(problem.message).toContain('there are pageSize, dryRun, externalId, state');
  expect(problem.parts.errors).toMatchObject([{ code: 'unknown', pointer: `query/${decodeURIComponent(name)}` }]);
});

test('where there are no parameters, the refusal says so', async () => {
  const { message } = await problemOf(() => queryReader([])('a=1'));
  expect(message).toContain('there are none');
});

test.each(['pageSize=1&pageSize=1', 'externalId=a&state=x&externalId=b', 'externalId=&externalId='])(
  'a parameter may be given only once: %s',
  async (search) => {
    const problem = await problemOf(() => readQuery(search));
    expect(problem).toMatchObject({ code: 'invalid-request' });
    expect(problem.parts.errors).toMatchObject([{ code: 'repeated', detail: 'may be given only once' }]);
  },
);

test.each([
  'externalId=%ff',
  'externalId=%C3',
  'externalId=%c0%af',
  'externalId=%zz',
  'externalId=100%',
  'externalId=%ED%A0%80',
])('a query that is not percent-encoded UTF-8 is refused instead of repaired: %s', async (search) => {
  expect(await problemOf(() => readQuery(search))).toMatchObject({ code: 'invalid-request', status: 400 });
});
