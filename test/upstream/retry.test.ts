import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UpstreamAnswer } from '../../src/upstream/client.ts';
import { CallerGone, UpstreamFault, UpstreamRefusal } from '../../src/upstream/fault.ts';
import { withRetries } from '../../src/upstream/retry.ts';
import { createRetryBudget } from '../../src/upstream/retry-budget.ts';
import { errorOf } from '../support/caught.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const answer = (status: number, headers = {}): UpstreamAnswer => ({ status, headers, text: '' });
const fault = (reach: UpstreamFault['reach'], code = '', timedOut = false) =>
  new UpstreamFault(reach, timedOut, Object.assign(new Error(code), { code }));
const reset = fault('no-answer', 'ECONNRESET');

type End = UpstreamAnswer | UpstreamFault;

interface Call {
  readonly effect?: 'read' | 'write';
  readonly deadlineMs?: number;
  readonly retries?: number;
  readonly signal?: AbortSignal;
  readonly refused?: () => boolean;
}

function caller() {
  const budget = createRetryBudget();
  let retried = 0;
  const call = async (
    ends: readonly End[],
    { effect = 'read', deadlineMs = 30_000, retries = 2, signal, refused = () => false }: Call = {},
  ) => {
    const begin = performance.now();
    const at: number[] = [];
    const end = withRetries(
      { retries, budget, refused, retried: () => (retried += 1) },
      {
        effect,
        signal,
        timeLeft: () => deadlineMs - (performance.now() - begin),
        attempt: async () => {
          const next = ends[Math.min(at.length, ends.length - 1)];
          at.push(performance.now() - begin);
          if (next instanceof UpstreamFault || next === undefined) throw next;
          return next;
        },
      },
    ).catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    return { end: await end, at };
  };
  return { call, budget, retried: () => retried };
}

test.each<[string, End]>([
  ['not reached', fault('not-sent', 'ECONNREFUSED')],
  ['a name that does not resolve', fault('not-sent', 'ENOTFOUND')],
  ['no time to connect', fault('not-sent', 'UND_ERR_CONNECT_TIMEOUT', true)],
  ['a reset', reset],
  ['a connection that was just closed', fault('no-answer', 'UND_ERR_SOCKET')],
  ['an answer cut off', fault('broken-answer', 'UND_ERR_SOCKET')],
  ['a chunk cut off', fault('broken-answer', 'HPE_INVALID_EOF_STATE')],
  ['408', answer(408)],
  ['429', answer(429)],
  ['500', answer(500)],
  ['502', answer(502)],
  ['503', answer(503)],
  ['504', answer(504)],
])('a read that ends in %s is made three times, and its last end is told', async (_what, end) => {
  const { call, retried } = caller();
  const made = await call([end]);
  // Half of 100 ms, then half of 200 ms.
  expect(made).toEqual({ end, at: [0, 50, 150] });
  expect(retried()).toBe(2);
});

test('a read that succeeds the second time is not made a third time', async () => {
  const fine = answer(200);
  expect(await caller().call([reset, fine])).toEqual({ end: fine, at: [0, 50] });
});

test.each([200, 204, 301, 400, 401, 403, 404, 409, 410, 422, 451])('%i is the end of a read', async (status) => {
  expect((await caller().call([answer(status)])).at).toHaveLength(1);
});

test.each<[string, UpstreamFault]>([
  ['an answer too large', fault('broken-answer')],
  ['headers too large', fault('broken-answer', 'UND_ERR_HEADERS_OVERFLOW')],
  ['no HTTP', fault('broken-answer', 'HPE_INVALID_CONSTANT')],
  ['a certificate not trusted', new UpstreamRefusal('untrusted', new Error('x'))],
  ['an open circuit', new UpstreamRefusal('circuit-open', new Error('x'), 30)],
  ['a full queue', new UpstreamRefusal('overloaded', new Error('x'), 1)],
  ['a caller who has gone', new UpstreamFault('no-answer', false, new CallerGone())],
])('%s is the end of a read', async (_what, end) => {
  expect(await caller().call([end])).toEqual({ end, at: [0] });
});

test('a write is made again once, with proof that nothing of it was sent', async () => {
  const refused = fault('not-sent', 'ECONNREFUSED');
  expect(await caller().call([refused], { effect: 'write' })).toEqual({ end: refused, at: [0, 50] });
});

test.each<[string, End]>([
  ['no answer', reset],
  ['an answer cut off', fault('broken-answer', 'UND_ERR_SOCKET')],
  ['a connection that took all its time', fault('not-sent', 'UND_ERR_CONNECT_TIMEOUT', true)],
  ['408', answer(408)],
  ['429', answer(429, { 'retry-after': '1' })],
  ['500', answer(500)],
  ['503', answer(503, { 'retry-after': '1' })],
])('a write that ends in %s is never made again', async (_what, end) => {
  expect(await caller().call([end], { effect: 'write' })).toEqual({ end, at: [0] });
});

test('without retries there are none, for writes neither', async () => {
  for (const effect of ['read', 'write'] as const) {
    expect((await caller().call([fault('not-sent')], { effect, retries: 0 })).at).toHaveLength(1);
  }
});

test('pauses are a random part of a time that doubles', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const { at } = await caller().call([reset], { retries: 4 });
  expect(at.map((ms, index) => ms - (at[index - 1] ?? 0))).toEqual([0, 100, 200, 400, 800]);
  vi.spyOn(Math, 'random').mockReturnValue(0);
  expect((await caller().call([reset], { retries: 4 })).at).toEqual([0, 0, 0, 0, 0]);
});

test.each([429, 503])('the time that %i asks for is waited for, where there is time', async (status) => {
  const end = answer(status, { 'retry-after': '2' });
  expect((await caller().call([end, answer(200)])).at).toEqual([0, 2_000]);
  expect(await caller().call([end], { deadlineMs: 2_000 })).toEqual({ end, at: [0] });
  expect((await caller().call([answer(status, { 'retry-after': '9999999' })])).at).toEqual([0]);
});

test.each(['soon', '-1', '0', 'Sun, 01 Mar 2020 11:59:59 GMT'])('Retry-After "%s" is as good as none', async (text) => {
  expect((await caller().call([answer(503, { 'retry-after': text })])).at).toEqual([0, 50, 150]);
});

test('nothing is tried again after the deadline', async () => {
  expect((await caller().call([reset], { deadlineMs: 50 })).at).toEqual([0]);
  expect((await caller().call([reset], { deadlineMs: 150 })).at).toEqual([0, 50]);
});

test('nothing is tried again where it would be refused: the end of the call is told, not the refusal', async () => {
  expect(await caller().call([reset], { refused: () => true })).toEqual({ end: reset, at: [0] });
});

test('a caller who goes while the call pauses ends it', async () => {
  const gone = new AbortController();
  const { call } = caller();
  const calling = call([answer(503, { 'retry-after': '20' })], { signal: gone.signal });
  gone.abort();
  const { end, at } = await calling;
  expect((end as UpstreamFault).cause).toBeInstanceOf(CallerGone);
  expect(at).toEqual([0]);
});

test('what is no fault of the upstream is thrown as it is', async () => {
  const mistake = new Error('a mistake of ours');
  const attempt = () => Promise.reject(mistake);
  const terms = { retries: 2, budget: createRetryBudget(), refused: () => false, retried: () => {} };
  const call = { effect: 'read', timeLeft: () => 1_000, signal: undefined, attempt } as const;
  expect(await errorOf(() => withRetries(terms, call))).toBe(mistake);
});

test('an upstream that always fails is hardly asked more often than without retries', async () => {
  const { call, retried } = caller();
  let attempts = 0;
  const calls = 200;
  for (let made = 0; made < calls; made += 1) attempts += (await call([answer(503)])).at.length;
  expect(retried()).toBeGreaterThan(0);
  expect(attempts).toBeLessThanOrEqual(calls * 1.1);
  // Once the budget is spent, not at all.
  expect((await call([answer(503)])).at).toHaveLength(1);
});

test('half of the budget is there for retries, and comes back by a tenth for each success', async () => {
  const { call, budget } = caller();
  for (let failed = 0; failed < 4; failed += 1) budget.failed();
  expect(budget.allows).toBe(true);
  budget.failed();
  expect(budget.allows).toBe(false);
  await call([answer(404)]);
  expect(budget.allows).toBe(true);
  for (let failed = 0; failed < 100; failed += 1) budget.failed();
  for (let fine = 0; fine < 50; fine += 1) budget.succeeded();
  expect(budget.allows).toBe(false);
  budget.succeeded();
  expect(budget.allows).toBe(true);
});
