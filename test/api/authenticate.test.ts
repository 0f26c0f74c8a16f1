import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { authenticator } from '../../src/api/authenticate.ts';
import { problemOf } from '../support/caught.ts';

const keyOf = (name: string, key: string) => ({ name, sha256: createHash('sha256').update(key).digest('hex') });
const authenticate = authenticator([keyOf('first', 'orgway_one'), keyOf('second', 'orgway_two')]);

test('a key stands for its principal', () => {
  expect(authenticate('Bearer orgway_one')).toEqual({ name: 'first' });
  expect(authenticate('Bearer orgway_two')).toEqual({ name: 'second' });
});

test.each(['bearer orgway_one', 'BEARER orgway_one', 'Bearer  orgway_one'])(
  'the scheme counts in any case, with any spaces after it: "%s"',
  (authorization) => {
    expect(authenticate(authorization)).toEqual({ name: 'first' });
  },
);

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'orgway_one',
  'Basic orgway_one',
  'Token orgway_one',
  ' Bearer orgway_one',
  'Bearer orgway_one ',
  'Bearer\torgway_one',
  'Bearer orgway_one orgway_one',
  'Bearer orgway_one, Bearer orgway_two',
  'Bearer orgway_on',
  'Bearer orgway_onee',
  'Bearer Orgway_one',
  `Bearer ${keyOf('', 'orgway_one').sha256}`,
  `Bearer ${'x'.repeat(10_000)}`,
])('anything else stands for nobody: %j', async (authorization) => {
  expect(await problemOf(() => authenticate(authorization))).toMatchObject({ code: 'unauthenticated', status: 401 });
});

test('where no key is configured, nobody gets in', async () => {
  expect(await problemOf(() => authenticator([])('Bearer x'))).toMatchObject({ code: 'unauthenticated' });
});

test('not even a configured key that is empty opens the gateway to a call without one', async () => {
  const open = authenticator([keyOf('empty', '')]);
  for (const authorization of [undefined, 'Bearer ', 'Basic x']) {
    expect(await problemOf(() => open(authorization))).toMatchObject({ code: 'unauthenticated' });
  }
});

test('the refusal shows nothing of the key', async () => {
  const problem = await problemOf(() => authenticate('Bearer orgway_guess'));
  expect(JSON.stringify([problem.message, problem.parts])).not.toContain('guess');
});
