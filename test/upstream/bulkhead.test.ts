import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BulkheadTerms, createBulkhead, type Waiting } from '../../src/upstream/bulkhead.ts';
import { createTokenBucket } from '../../src/upstream/token-bucket.ts';
import { errorOf } from '../support/caught.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const longMs = 30_000;

/** A bulkhead, and who got in or was turned away, by name. */
function started(terms: Partial<BulkheadTerms> = {}) {
  const events: string[] = [];
  const occupancy: (readonly [running: number, waiting: number])[] = [];
  const bulkhead = createBulkhead({
    concurrency: 2,
    queue: { length: 2, waitMs: 1_000 },
    bucket: undefined,
    changed: (running, waiting) => occupancy.push([running, waiting]),
    ...terms,
  });
  const leaves = new Map<string, () => void>();
  const enter = (name: string, waiting?: Waiting, timeMs = longMs): Promise<void> =>
    bulkhead.enter(timeMs, waiting).then(
      (leave) => {
        events.push(name);
        leaves.set(name, leave);
      },
      ({ reason, message }: { reason?: string; message: string }) => {
        events.push(`${name}: ${reason ?? message}`);
      },
    );
  const leave = async (name: string): Promise<void> => {
    leaves.get(name)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { bulkhead, events, occupancy, enter, leave };
}

test('as many calls as allowed are under way, the others take their turn in order', async () => {
  const { events, enter, leave, occupancy } = started();
  for (const name of ['a', 'b', 'c', 'd']) void enter(name);
  await vi.advanceTimersByTimeAsync(0);
  expect(events).toEqual(['a', 'b']);
  expect(occupancy.at(-1)).toEqual([2, 2]);
  await leave('b');
  await leave('a');
  expect(events).toEqual(['a', 'b', 'c', 'd']);
  await leave('c');
  await leave('d');
  expect(occupancy.at(-1)).toEqual([0, 0]);
});

test('a call that finds the queue full is turned away at once', async () => {
  const { bulkhead, events, enter } = started();
  for (const name of ['a', 'b', 'c']) void enter(name);
  expect(bulkhead.full).toBe(false);
  void enter('d');
  expect(bulkhead.full).toBe(true);
  void enter('e');
  await vi.advanceTimersByTimeAsync(0);
  expect(events).toEqual(['a', 'b', 'e: overloaded']);
  expect(bulkhead.overloaded()).toMatchObject({ reason: 'overloaded', reach: 'not-sent', retryAfterSeconds: 1 });
});

test('no call waits for longer than it may, or than it has time', async () => {
  const { events, enter } = started();
  for (const name of ['a', 'b', 'c']) void enter(name);
  void enter('d', {}, 300);
  await vi.advanceTimersByTimeAsync(299);
  expect(events).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(1);
  expect(events).toEqual(['a', 'b', 'd: overloaded']);
  await vi.advanceTimersByTimeAsync(700);
  expect(events).toEqual(['a', 'b', 'd: overloaded', 'c: overloaded']);
});

test('a call whose own time is over was ended by its deadline', async () => {
  const { bulkhead, enter } = started({ concurrency: 1 });
  void enter('a');
  const late = errorOf(() => bulkhead.enter(300));
  const early = errorOf(() => bulkhead.enter(longMs));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await late).toMatchObject({ reason: 'overloaded', timedOut: true });
  expect(await early).toMatchObject({ reason: 'overloaded', timedOut: false });
});

test('what has begun is not turned away by however many others, and waits for half its time', async () => {
  const { events, enter, leave } = started({ concurrency: 1 });
  for (const name of ['a', 'b', 'c']) void enter(name);
  void enter('look', { patient: true });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(events).toEqual(['a', 'b: overloaded', 'c: overloaded']);
  // It takes no place of the others either.
  for (const name of ['d', 'e']) void enter(name);
  await leave('a');
  expect(events.slice(3)).toEqual(['look']);
  void enter('last look', { patient: true });
  await vi.advanceTimersByTimeAsync(longMs / 2 - 1);
  expect(events).not.toContain('last look: overloaded');
  await vi.advanceTimersByTimeAsync(1);
  expect(events).toContain('last look: overloaded');
});

test('a caller who has gone leaves the queue, and does not enter it', async () => {
  const { events, enter, leave, occupancy } = started({ concurrency: 1 });
  const caller = new AbortController();
  void enter('a');
  void enter('b', { signal: caller.signal });
  void enter('c');
  caller.abort();
  void enter('d', { signal: caller.signal });
  await vi.advanceTimersByTimeAsync(0);
  await leave('a');
  expect(events).toEqual(['a', expect.stringContaining('b: nobody waits'), expect.stringContaining('d: nobody'), 'c']);
  expect(occupancy.at(-1)).toEqual([1, 0]);
});

test('calls keep to the rate in the same queue', async () => {
  const bucket = createTokenBucket({ requestsPerSecond: 10, burst: 2 });
  const { bulkhead, events, enter } = started({ concurrency: 100, queue: { length: 20, waitMs: 1_050 }, bucket });
  for (let call = 0; call < 22; call += 1) void enter(`${call}`);
  expect(bulkhead.full).toBe(true);
  void enter('one too many');
  await vi.advanceTimersByTimeAsync(0);
  expect(events).toEqual(['0', '1', 'one too many: overloaded']);
  await vi.advanceTimersByTimeAsync(500);
  expect(events.slice(3)).toEqual(['2', '3', '4', '5', '6']);
  await vi.advanceTimersByTimeAsync(550);
  // Ten in the time that they may wait.
  expect(events.filter((event) => event.endsWith(': overloaded'))).toHaveLength(11);
  expect(bulkhead.full).toBe(false);
});
