import { beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../../../src/problem/problem.ts';
import type { Authorization } from '../../../src/upstream/authorization.ts';
import { createTokenSource } from '../../../src/upstream/token/token-source.ts';

let now: number;
let asked: number;
let lifetimeMs: number | undefined;
let failing: Problem | undefined;
let secrets: string[];
let source: Authorization;

beforeEach(() => {
  now = 1_000_000;
  asked = 0;
  lifetimeMs = 3_600_000;
  failing = undefined;
  secrets = [];
  source = createTokenSource({
    fetch: async () => {
      asked += 1;
      const token = { value: `token-${asked}`, lifetimeMs };
      await new Promise((resolve) => setImmediate(resolve));
      if (failing !== undefined) throw failing;
      return token;
    },
    headersOf: (token) => ({ authorization: `Bearer ${token}` }),
    fetched: (token) => secrets.push(token),
    close: async () => {},
    clock: () => now,
  });
});

const refused = new Problem('upstream-credentials-rejected');
const bearer = (number: number) => ({ authorization: `Bearer token-${number}` });
const many = <T>(call: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, call));

test('the names of the headers are known without a token', () => {
  expect(source.names).toEqual(['authorization']);
  expect(asked).toBe(0);
});

test('50 calls while there is no token, or an old one, make one fetch', async () => {
  expect(new Set((await many(source.headers)).map((each) => each.authorization))).toEqual(new Set(['Bearer token-1']));
  now += 3_600_000;
  expect(new Set((await many(source.headers)).map((each) => each.authorization))).toEqual(new Set(['Bearer token-2']));
  expect(asked).toBe(2);
  expect(secrets).toEqual(['token-1', 'token-2']);
});

test.each([
  ['a minute before its end', 3_600_000, 3_539_999],
  ['half-way, where it does not live for two minutes', 90_000, 44_999],
])('a token is replaced %s', async (_name, lifetime, lastMs) => {
  lifetimeMs = lifetime;
  await source.headers();
  now += lastMs;
  expect(await source.headers()).toEqual(bearer(1));
  now += 1;
  expect(await source.headers()).toEqual(bearer(2));
});

test('a token without an end is kept until it is rejected', async () => {
  lifetimeMs = undefined;
  const headers = await source.headers();
  now += 1e12;
  expect(await source.headers()).toBe(headers);
  expect(await source.rejected(headers)).toBe(true);
  expect(await source.headers()).toEqual(bearer(2));
});

test('50 calls whose token is rejected make one fetch, and one that comes late makes none', async () => {
  const headers = await source.headers();
  expect(await many(() => source.rejected(headers))).toEqual(Array(50).fill(true));
  expect(await source.rejected(headers)).toBe(true);
  expect(asked).toBe(2);
});

test('a token that replaced a rejected one and is rejected itself is not replaced for half a minute', async () => {
  expect(await source.rejected(await source.headers())).toBe(true);
  const replaced = await source.headers();
  now += 29_999;
  expect(await many(() => source.rejected(replaced))).toEqual(Array(50).fill(false));
  expect(asked).toBe(2);
  now += 1;
  expect(await source.rejected(replaced)).toBe(true);
  expect(asked).toBe(3);
});

test('after a refusal nobody is asked for half a minute, then again', async () => {
  failing = refused;
  expect((await Promise.allSettled(Array.from({ length: 50 }, source.headers))).map(({ status }) => status)).toEqual(
    Array(50).fill('rejected'),
  );
  await expect(source.headers()).rejects.toBe(refused);
  expect(asked).toBe(1);
  failing = undefined;
  now += 29_999;
  await expect(source.headers()).rejects.toBe(refused);
  now += 1;
  expect(await source.headers()).toEqual(bearer(2));
});

test('an old token stays in use to its end while no new one can be had', async () => {
  await source.headers();
  failing = refused;
  now += 3_550_000;
  expect(await source.headers()).toEqual(bearer(1));
  now += 50_000;
  await expect(source.headers()).rejects.toBe(refused);
});

test('what does not answer is asked three times', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    failing = refused.with({ retryable: true });
    const first = source.headers().catch((error: Problem) => error.code);
    for (let step = 0; step < 20; step += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(await first).toBe('upstream-credentials-rejected');
  } finally {
    vi.useRealTimers();
  }
  expect(asked).toBe(3);
});
