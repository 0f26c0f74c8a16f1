import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createEntrance } from '../../../src/api/access/entrance.ts';
import { nobody } from '../../../src/api/access/principal.ts';
import { problemOf } from '../../support/caught.ts';

const request = (authorization: string | undefined, remoteAddress = '192.0.2.1', headers = {}): IncomingMessage =>
  ({ headers: { authorization, ...headers }, socket: { remoteAddress } }) as unknown as IncomingMessage;
const opened = () => createEntrance(async (credential) => (credential === 'good' ? nobody : undefined));
type Enter = ReturnType<typeof opened>;
const codesOf = async (enter: Enter, count: number, made: () => IncomingMessage): Promise<string[]> => {
  const codes: string[] = [];
  for (let number = 0; number < count; number += 1) codes.push((await problemOf(() => enter(made()))).code);
  return codes;
};
const nineteen = Array<string>(19).fill('unauthenticated');

test('of the wrong keys from one address the twentieth in a minute is told to wait, and those after it', async () => {
  const enter = opened();
  expect(await codesOf(enter, 21, () => request('Bearer bad'))).toEqual([...nineteen, 'rate-limited', 'rate-limited']);
  const problem = await problemOf(() => enter(request('Bearer bad')));
  expect(problem.status).toBe(429);
  expect(problem.parts.headers?.['retry-after']).toMatch(/^(?:[1-9]|[1-5]\d|60)$/);
});

test('the right key is let in from there all the same, and other addresses are as they were', async () => {
  const enter = opened();
  await codesOf(enter, 25, () => request('Bearer bad'));
  expect(await enter(request('Bearer good'))).toBe(nobody);
  expect((await problemOf(() => enter(request('Bearer bad', '192.0.2.2')))).code).toBe('unauthenticated');
});

test('good keys do not count, and neither do requests without any', async () => {
  const enter = opened();
  for (let number = 0; number < 30; number += 1) await enter(request('Bearer good'));
  expect(new Set(await codesOf(enter, 30, () => request(undefined)))).toEqual(new Set(['unauthenticated']));
  expect(await codesOf(enter, 20, () => request('Basic xyz'))).toEqual([...nineteen, 'rate-limited']);
});

test('an address that a header claims is not believed', async () => {
  const enter = opened();
  let number = 0;
  const spoofed = () => {
    number += 1;
    return request('Bearer bad', '192.0.2.1', {
      'x-forwarded-for': `203.0.113.${number}`,
      forwarded: `for=10.0.0.${number}`,
    });
  };
  expect((await codesOf(enter, 20, spoofed)).at(-1)).toBe('rate-limited');
});

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['fe80::1%eth0', 'fe80::2%eth1', true],
  ['::ffff:192.0.2.7', '192.0.2.7', true],
  ['::ffff:192.0.2.7', '::ffff:192.0.2.8', false],
  ['2001:db8::', '2001:db8::1:0:0:1', true],
])('%s and %s count as one: %s', async (one, other, same) => {
  const enter = opened();
  await codesOf(enter, 19, () => request('Bearer bad', one));
  expect((await problemOf(() => enter(request('Bearer bad', other)))).code).toBe(
    same ? 'rate-limited' : 'unauthenticated',
  );
});
