import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTokenBucket } from '../../src/upstream/token-bucket.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a burst goes at once, and what comes after it waits for the next token', () => {
  const bucket = createTokenBucket({ requestsPerSecond: 4, burst: 3 });
  expect([bucket.take(), bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 0, 250]);
  vi.advanceTimersByTime(100);
  expect(bucket.take()).toBe(150);
  vi.advanceTimersByTime(150);
  expect([bucket.take(), bucket.take()]).toEqual([0, 250]);
});

test('over a minute no more go than the rate allows, and the burst', () => {
  const bucket = createTokenBucket({ requestsPerSecond: 4, burst: 3 });
  let taken = 0;
  for (let ms = 0; ms < 60_000; ms += 10) {
    if (bucket.take() === 0) taken += 1;
    vi.advanceTimersByTime(10);
  }
  expect(taken).toBeGreaterThanOrEqual(240);
  expect(taken).toBeLessThanOrEqual(243);
});

test('tokens that nobody takes are not saved beyond the burst', () => {
  const bucket = createTokenBucket({ requestsPerSecond: 0.5, burst: 1 });
  vi.advanceTimersByTime(3_600_000);
  expect([bucket.take(), bucket.take()]).toEqual([0, 2_000]);
});

test('a clock that is set neither gives nor takes tokens', () => {
  const bucket = createTokenBucket({ requestsPerSecond: 1, burst: 1 });
  bucket.take();
  vi.setSystemTime(Date.now() + 86_400_000);
  expect(bucket.take()).toBe(1_000);
});
