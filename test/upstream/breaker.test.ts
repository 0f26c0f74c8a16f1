import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CircuitState, createBreaker } from '../../src/upstream/breaker.ts';
import { CallerGone, UpstreamFault, UpstreamRefusal } from '../../src/upstream/fault.ts';
import { errorOf } from '../support/caught.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const unreachable = new UpstreamFault('not-sent', false, new Error('refused'));
const cut = new UpstreamFault('broken-answer', false, Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }));
const terms = { failures: 5, openMs: 30_000, maxOpenMs: 300_000 };

function started() {
  const states: CircuitState[] = [];
  const breaker = createBreaker(terms, (state) => states.push(state));
  const answer = (status: number, effect: 'read' | 'write' = 'read') => breaker.run(effect, async () => ({ status }));
  const fail = (fault: UpstreamFault, effect: 'read' | 'write' = 'read') =>
    errorOf(() => breaker.run(effect, () => Promise.reject(fault)));
  const open = async () => {
    for (let call = 0; call < terms.failures; call += 1) await fail(unreachable);
  };
  return { breaker, states, answer, fail, open };
}

test.each<[string, UpstreamFault]>([
  ['unreachable', unreachable],
  ['no answer', new UpstreamFault('no-answer', false, new Error('reset'))],
  ['timeout', new UpstreamFault('broken-answer', true, new Error('late'))],
  ['an answer cut off', cut],
])('five calls in a row that end in %s open it, whether they read or write', async (_what, fault) => {
  for (const effect of ['read', 'write'] as const) {
    const { breaker, fail, states } = started();
    for (let call = 0; call < 4; call += 1) expect(await fail(fault, effect)).toBe(fault);
    expect(breaker.state).toBe('closed');
    await fail(fault, effect);
    expect(states).toEqual(['open']);
  }
});

test('five answers 5xx in a row open it, and are answers all the same', async () => {
  const { breaker, answer } = started();
  for (const status of [500, 502, 503, 504, 599]) expect(await answer(status)).toEqual({ status });
  expect(breaker.state).toBe('open');
});

test('one call that is answered, whatever it is told, begins the count again', async () => {
  const { breaker, answer, fail } = started();
  for (const status of [200, 404, 409, 429]) {
    for (let call = 0; call < 4; call += 1) await fail(unreachable);
    await answer(status);
  }
  expect(breaker.state).toBe('closed');
});

test.each<[string, UpstreamFault]>([
  ['an answer that cannot be used', new UpstreamFault('broken-answer', false, new Error('gzip'))],
  ['a certificate that is not trusted', new UpstreamRefusal('untrusted', new Error('expired'))],
  ['a caller who has gone', new UpstreamFault('no-answer', false, new CallerGone())],
])('%s says nothing of whether the upstream is up', async (_what, fault) => {
  const { breaker, fail } = started();
  for (let call = 0; call < 4; call += 1) await fail(unreachable);
  for (let call = 0; call < 10; call += 1) await fail(fault);
  expect(breaker.state).toBe('closed');
  await fail(unreachable);
  expect(breaker.state).toBe('open');
});

test('while it is open nothing is called, and the refusal says how long', async () => {
  const { breaker, open } = started();
  await open();
  const work = vi.fn();
  for (const effect of ['read', 'write'] as const) {
    expect(await errorOf(() => breaker.run(effect, work))).toMatchObject({
      reason: 'circuit-open',
      reach: 'not-sent',
      retryAfterSeconds: 30,
    });
  }
  vi.advanceTimersByTime(29_999);
  expect(breaker.refusal('read')).toMatchObject({ retryAfterSeconds: 1 });
  expect(work).not.toHaveBeenCalled();
});

test('when the time has come one read may try, a write never', async () => {
  const { breaker, answer, open, states } = started();
  await open();
  vi.advanceTimersByTime(30_000);
  expect(breaker.dueMs()).toBe(0);
  expect(breaker.refusal('write')).toMatchObject({ reason: 'circuit-open', retryAfterSeconds: 1 });
  expect(breaker.refusal('read')).toBeUndefined();
  const probe = Promise.withResolvers<{ status: number }>();
  const seen: boolean[] = [];
  const reading = breaker.run('read', (probing) => {
    seen.push(probing);
    return probe.promise;
  });
  expect(breaker.state).toBe('half-open');
  for (const effect of ['read', 'write'] as const) {
    expect(await errorOf(() => answer(200, effect))).toMatchObject({ reason: 'circuit-open', retryAfterSeconds: 1 });
  }
  probe.resolve({ status: 200 });
  expect(await reading).toEqual({ status: 200 });
  expect(seen).toEqual([true]);
  expect(states).toEqual(['open', 'half-open', 'closed']);
  expect(await answer(200, 'write')).toEqual({ status: 200 });
});

test('it stays open for longer each time the try fails, up to the most, and begins anew when one succeeds', async () => {
  const { breaker, answer, open } = started();
  const lengths: (number | undefined)[] = [];
  await open();
  for (let opening = 0; opening < 12; opening += 1) {
    const due = breaker.dueMs() ?? 0;
    lengths.push(due / 1_000);
    vi.advanceTimersByTime(due);
    await answer(503);
  }
  expect(lengths).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300]);
  vi.advanceTimersByTime(300_000);
  await answer(200);
  await open();
  expect(breaker.dueMs()).toBe(30_000);
});

test('a clock that is set does not keep it open, nor open it early', async () => {
  const { breaker, answer, open } = started();
  await open();
  vi.setSystemTime(Date.now() + 86_400_000);
  expect(breaker.refusal('read')).toMatchObject({ retryAfterSeconds: 30 });
  vi.setSystemTime(Date.now() - 10 * 86_400_000);
  vi.advanceTimersByTime(30_000);
  await answer(200);
  expect(breaker.state).toBe('closed');
});
