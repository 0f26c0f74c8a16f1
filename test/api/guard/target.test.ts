import { expect, test } from 'vitest';
import { targetFault } from '../../../src/api/guard/target.ts';

test.each([
  '/',
  '/v1/connections',
  '/v1/connections/a/organizations/org_1?pageSize=3&externalId=a;b&displayName=..%2F//x%00',
  '/v1/connections/a/organizations/max%40example.com',
  '/v1/connections/a/organizations/%C3%84%20x',
  '/v1/connections/a/passthrough/admin/v1/organizations/org_1:disconnect',
  '/a.b/..c/d../...',
  `/${'a'.repeat(4_095)}`,
])('%s has one meaning', (target) => {
  expect(targetFault(target)).toBeUndefined();
});

test.each([
  ['', 'slash'],
  ['*', 'slash'],
  ['v1/connections', 'slash'],
  ['http://a.example/v1', 'slash'],
  ['?a=1', 'slash'],
  ['//a.example/v1', 'segment'],
  ['/v1//connections', 'segment'],
  ['/v1/./connections', 'segment'],
  ['/v1/..', 'segment'],
  ['/v1/.?a', 'segment'],
  ['/..', 'segment'],
  ['/v1/..;/x', 'segment'],
  ['/v1/a;b=1', 'segment'],
  ['/v1/%2E%2e/x', 'segment'],
  ['/v1/a%2Fb', 'segment'],
  ['/v1/a%5Cb', 'segment'],
  ['/v1/a%00', 'segment'],
  ['/v1/a%0d%0a', 'segment'],
  ['/v1/a%1f', 'segment'],
  ['/v1/a%7F', 'segment'],
  ['/v1/a%252f', 'segment'],
  ['/v1/a%3bb', 'segment'],
  ['/v1/a\\b', 'Percent-encode'],
  ['/v1/a#b', 'Percent-encode'],
  ['/v1?a=b#c', 'Percent-encode'],
  ['/v1?a=\\', 'Percent-encode'],
  ['/v1/Ä', 'Percent-encode'],
  ['/v1/a b', 'Percent-encode'],
  ['/v1/a\tb', 'Percent-encode'],
  ['/v1/a\u007f', 'Percent-encode'],
  ['/v1/%zz', 'percent-encoding'],
  ['/v1/%', 'percent-encoding'],
  ['/v1/%ff', 'percent-encoding'],
  ['/v1/%c0%af', 'percent-encoding'],
  ['/v1/%ed%a0%80', 'percent-encoding'],
])('%s is refused', (target, detail) => {
  expect(targetFault(target)).toMatchObject({ code: 'invalid-request', message: expect.stringContaining(detail) });
});

test('4,097 characters are too many, path and query together', () => {
  expect(targetFault(`/${'a'.repeat(4_096)}`)?.code).toBe('uri-too-long');
  expect(targetFault(`/?${'a'.repeat(4_095)}`)?.code).toBe('uri-too-long');
});
