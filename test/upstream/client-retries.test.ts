import type { LookupFunction } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientOptions } from '../../src/upstream/client.ts';
import { UpstreamFault } from '../../src/upstream/fault.ts';
import type { Attempted } from '../../src/upstream/observer.ts';
import { usualResilience } from '../../src/upstream/resilience.ts';
import { errorOf } from '../support/caught.ts';
import { answering, clientOf, faultOfCall, ok, type RawBehaviour, read, startRawUpstream } from './raw-upstream.ts';

beforeEach(() => {
  // Nobody waits between two attempts.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const resilience = { ...usualResilience, breaker: undefined };
const withStatus = (status: number): string => ok().replace('200 OK', `${status} X`);

/** An upstream, a client that tries again, and what the client tells of it. */
async function started(behaviour: RawBehaviour, options: Partial<ClientOptions> = {}) {
  const upstream = await startRawUpstream(behaviour);
  const told: string[] = [];
  const observer = {
    attempted: ({ effect, ended }: Attempted) => told.push(`${effect}: ${ended}`),
    retried: (effect: string) => told.push(`${effect} again`),
    refused: (reason: string) => told.push(reason),
    circuit: (state: string) => told.push(`circuit ${state}`),
    occupancy: () => {},
  };
  const client = clientOf(upstream.url, { resilience, observer, ...options });
  return { upstream, client, told };
}

test.each<[string, RawBehaviour]>([
  ['a reset after the request was read', { requested: (socket) => socket.resetAndDestroy() }],
  ['an end without an answer', { requested: (socket) => socket.end() }],
  ['a body cut off', answering('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{', (socket) => socket.end())],
  ['a chunk cut off', answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{', (s) => s.end())],
])('a read meets %s three times', async (_what, behaviour) => {
  const { upstream, client, told } = await started(behaviour);
  const { reach } = await faultOfCall(client, false);
  expect(upstream.requests).toHaveLength(3);
  const attempt = `read: ${reach}`;
  expect(told).toEqual([attempt, 'read again', attempt, 'read again', attempt]);
});

test.each([408, 429, 500, 503])('a read is answered %i three times', async (status) => {
  const { upstream, client } = await started(answering(withStatus(status)));
  expect((await client.send(read, {}, false)).status).toBe(status);
  expect(upstream.requests).toHaveLength(3);
});

test.each<[string, string]>([
  ['neither a length nor chunks', 'HTTP/1.1 200 OK\r\n\r\n{}'],
  ['a length beyond the limit', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{'],
  ['headers beyond the limit', ok('{}', `X-Long: ${'a'.repeat(20_000)}\r\n`)],
  ['gzip', ok('{}', 'Content-Encoding: gzip\r\n')],
  ['bad UTF-8', ok('"\u00c3("')],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.0\r\n'],
])('a read that is answered with %s is not made again: it would be the same', async (_what, bytes) => {
  const { upstream, client } = await started(answering(bytes, (socket) => socket.end()));
  await faultOfCall(client, false);
  expect(upstream.requests).toHaveLength(1);
});

test('a connection that is closed as a read goes out on it costs nothing but another one', async () => {
  const { upstream, client, told } = await started({
    requested: (socket, request) => (request === 1 ? socket.resetAndDestroy() : socket.write(ok())),
  });
  await client.send(read, {}, false);
  expect((await client.send(read, {}, false)).status).toBe(200);
  expect(upstream.requests).toHaveLength(3);
  expect(upstream.connections).toHaveLength(2);
  expect(told).toEqual(['read: 200', 'read: no-answer', 'read again', 'read: 200']);
});

test.each<[string, RawBehaviour]>([
  ['reset', { requested: (socket) => socket.resetAndDestroy() }],
  ['ended', { requested: (socket) => socket.end() }],
  ['answered 500', answering(withStatus(500))],
  ['answered 503', answering(withStatus(503))],
  ['answered 429', answering(withStatus(429))],
  ['answered 408', answering(withStatus(408))],
])('a write that is %s reaches the upstream once', async (_what, behaviour) => {
  const { upstream, client } = await started(behaviour);
  await client.send(read, {}, true).catch(() => undefined);
  expect(upstream.requests).toHaveLength(1);
});

test('a read whose time is over is not made again', async () => {
  const { upstream, client } = await started({ requested: () => {} }, { timeoutMs: 200 });
  expect(await faultOfCall(client, false)).toMatchObject({ timedOut: true });
  expect(upstream.requests).toHaveLength(1);
});

/** A resolver that fails, or leads to where nobody listens, and counts how often. */
function leadingNowhere(code?: string) {
  let asked = 0;
  const resolve: LookupFunction = (_host, _options, callback) => {
    asked += 1;
    if (code === undefined) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(Object.assign(new Error(code), { code }), '');
  };
  return { resolve, asked: () => asked };
}

test.each([undefined, 'ENOTFOUND', 'EAI_AGAIN'])(
  'an upstream that cannot be reached (%s) is tried three times for a read, twice for a write',
  async (code) => {
    for (const [fresh, times] of [
      [false, 3],
      [true, 2],
    ] as const) {
      const { resolve, asked } = leadingNowhere(code);
      // The port of TCP's discard service, which nobody has.
      const client = clientOf('http://upstream.example:9', { resilience, resolve });
      expect(await faultOfCall(client, fresh)).toMatchObject({ reach: 'not-sent' });
      expect(asked()).toBe(times);
    }
  },
);

test('an upstream that answers 503 to all is hardly asked more often than there are calls', async () => {
  const { upstream, client } = await started(answering(withStatus(503)));
  const calls = 100;
  for (let call = 0; call < calls; call += 1) await client.send(read, {}, false);
  expect(upstream.requests.length).toBeGreaterThan(calls);
  expect(upstream.requests.length).toBeLessThanOrEqual(calls * 1.1);
});

test('an upstream that fails call after call is left alone: no socket is opened, and a probe asked for in time', async () => {
  const probe = vi.fn();
  const breaker = { failures: 5, openMs: 50, maxOpenMs: 50 };
  const { upstream, client, told } = await started(
    { requested: (socket, request) => (request < 5 ? socket.resetAndDestroy() : socket.write(ok())) },
    { resilience: { ...resilience, breaker }, probe },
  );
  // The second call's second attempt is the fifth, and the last for now.
  for (let call = 0; call < 2; call += 1) expect(await faultOfCall(client, false)).toBeInstanceOf(UpstreamFault);
  expect(client.down).toBe(true);
  for (const fresh of [false, true]) {
    const refusal = await faultOfCall(client, fresh);
    expect(refusal).toMatchObject({ reason: 'circuit-open', retryAfterSeconds: 1 });
  }
  expect(client.refusal('write')).toMatchObject({ reason: 'circuit-open' });
  expect(probe).not.toHaveBeenCalled();
  expect([upstream.connections.length, upstream.requests.length]).toEqual([5, 5]);
  await vi.waitUntil(() => client.refusal('read') === undefined);
  // Nobody reads: the write itself never is the one that tries.
  expect(await faultOfCall(client, true)).toMatchObject({ reason: 'circuit-open' });
  expect(probe).toHaveBeenCalled();
  expect(upstream.connections).toHaveLength(5);
  expect((await client.send(read, {}, false)).status).toBe(200);
  expect((await client.send(read, {}, true)).status).toBe(200);
  expect(told.filter((each) => each.startsWith('circuit '))).toEqual([
    'circuit open',
    'circuit half-open',
    'circuit closed',
  ]);
});

test('the read that tries is made to its end, although its caller has gone', async () => {
  const breaker = { failures: 1, openMs: 1, maxOpenMs: 1 };
  const { upstream, client } = await started(
    {
      requested: (socket, request) => {
        if (request === 0) socket.resetAndDestroy();
        else caller.abort();
        if (request === 1) setTimeout(() => socket.write(ok()), 20);
      },
    },
    { resilience: { ...resilience, retries: 0, breaker } },
  );
  const caller = new AbortController();
  await faultOfCall(client, false);
  await vi.waitUntil(() => client.refusal('read') === undefined);
  expect((await client.send(read, {}, false, { signal: caller.signal })).status).toBe(200);
  expect(client.down).toBe(false);
  expect(upstream.requests).toHaveLength(2);
});

test('reads and writes share the number of calls under way', async () => {
  let underWay = 0;
  let most = 0;
  const { upstream, client } = await started(
    {
      requested: (socket) => {
        underWay += 1;
        most = Math.max(most, underWay);
        setTimeout(() => {
          underWay -= 1;
          socket.write(ok());
        }, 5);
      },
    },
    { concurrency: 2 },
  );
  await Promise.all(Array.from({ length: 12 }, (_, call) => client.send(read, {}, call % 2 === 0)));
  expect(upstream.requests).toHaveLength(12);
  expect(most).toBe(2);
});

test('calls beyond those under way and in the queue are turned away, and nothing of them is sent', async () => {
  const queue = { length: 1, waitMs: 20 };
  const { upstream, client, told } = await started(
    { requested: () => {} },
    { concurrency: 1, timeoutMs: 300, resilience: { ...resilience, retries: 0, queue } },
  );
  const ends = await Promise.all([true, false, true].map((fresh) => errorOf(() => client.send(read, {}, fresh))));
  expect(ends).toMatchObject([{ timedOut: true }, { reason: 'overloaded' }, { reason: 'overloaded' }]);
  expect(upstream.requests).toHaveLength(1);
  expect(told.filter((each) => each === 'overloaded')).toHaveLength(2);
});

test('other work to the same upstream passes the same limits', async () => {
  const breaker = { failures: 2, openMs: 60_000, maxOpenMs: 60_000 };
  const { client, told } = await started(answering(ok()), { resilience: { ...resilience, breaker } });
  for (let call = 0; call < 2; call += 1) {
    expect(await client.pass('read', {}, async () => ({ status: 502 }))).toEqual({ status: 502 });
  }
  expect(await faultOfCall(client, false)).toMatchObject({ reason: 'circuit-open' });
  expect(told).toEqual(['read: 502', 'read: 502', 'circuit open', 'circuit-open']);
});
