import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { credentialIn } from '../../../src/api/access/authenticate.ts';
import { type ConfiguredKey, configuredKeys } from '../../../src/api/access/configured-keys.ts';
import { problemOf } from '../../support/caught.ts';

const keyOf = (name: string, key: string, more: Partial<ConfiguredKey> = {}): ConfiguredKey => ({
  name,
  sha256: createHash('sha256').update(key).digest('hex'),
  permissions: ['organizations:read'],
  connections: ['main'],
  ...more,
});
const now = () => new Date('2026-11-22T12:00:00Z');
const authenticate = configuredKeys(
  [
    keyOf('first', 'orgway_one'),
    keyOf('second', 'orgway_two', { permissions: ['admin', 'nonsense'], connections: 'all' }),
    keyOf('gone', 'orgway_gone', { expires: new Date('2026-11-22T12:00:00Z') }),
    keyOf('going', 'orgway_going', { expires: new Date('2026-11-22T12:00:00.001Z') }),
  ],
  now,
);

test('a key stands for its principal, with its permissions and connections', async () => {
  expect(await authenticate('orgway_one')).toEqual({
    id: 'first',
    permissions: new Set(['organizations:read']),
    connections: new Set(['main']),
  });
  expect(await authenticate('orgway_two')).toEqual({
    id: 'second',
    permissions: new Set(['admin']),
    connections: 'all',
  });
});

test('a key is good until it expires, and not then', async () => {
  expect(await authenticate('orgway_going')).toMatchObject({ id: 'going' });
  expect(await authenticate('orgway_gone')).toBeUndefined();
});

test.each(['orgway_on', 'orgway_onee', 'Orgway_one', keyOf('', 'orgway_one').sha256, 'x'.repeat(10_000), ''])(
  'anything else stands for nobody: %j',
  async (credential) => {
    expect(await authenticate(credential)).toBeUndefined();
  },
);

test('where no key is configured, nobody gets in', async () => {
  expect(await configuredKeys([], now)('x')).toBeUndefined();
});

test.each(['Bearer key', 'bearer key', 'BEARER key', 'Bearer  key'])(
  'the scheme counts in any case, with any spaces after it: "%s"',
  (authorization) => {
    expect(credentialIn(authorization)).toBe('key');
  },
);

test.each([
  '',
  'Bearer',
  'Bearer ',
  'key',
  'Basic key',
  'Token key',
  ' Bearer key',
  'Bearer key ',
  'Bearer\tkey',
  'Bearer key key',
  'Bearer key, Bearer other',
])('no credential is in %j, so that not even an empty key opens anything', async (authorization) => {
  const problem = await problemOf(() => credentialIn(authorization));
  expect(problem).toMatchObject({ code: 'unauthenticated', status: 401 });
  expect(problem.parts).toEqual({});
});
