import { get } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { CommitTimes } from '../../../src/storage/commit-times.ts';
import { idempotencyKey, type RunningGateway, startGateway } from '../../support/gateway.ts';
import { type StubUpstream, startStubUpstream } from '../../support/stub-upstream.ts';

/** What the gateway is made to measure of itself. */
const measured = { now: 0, delayMs: 0, heapShare: 0 };
const bodyLimit = 10_000;
const patiently = { timeout: 20_000 };

let upstream: StubUpstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = await startStubUpstream();
  gateway = await startGateway([{ id: 'main', provider: 'userhub', baseUrl: upstream.url }], {
    load: {
      now: () => measured.now,
      delayMs: () => measured.delayMs,
      heapShare: () => measured.heapShare,
      heapBytes: 8 * bodyLimit,
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});
beforeEach(async () => {
  upstream.respond(() => ({ status: 404, body: { code: 5, message: 'none' } }));
  Object.assign(measured, { delayMs: 0, heapShare: 0 });
  await pass(1_000);
});

/** Lets the gateway look at itself for so many milliseconds. */
async function pass(ms: number): Promise<void> {
  for (const end = measured.now + ms; measured.now < end; ) {
    measured.now += 250;
    await alone('/openapi.json');
  }
}
/** The status of an answer over a connection of its own: one that was refused over is not read for a while. */
const alone = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(gateway.url + path, { agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject);
  });
const read = () => gateway.call('GET', '/v1/providers');
const mutate = (size = 10) =>
  gateway.call('POST', '/v1/connections/main/organizations', {
    headers: idempotencyKey(),
    body: { displayName: 'x'.repeat(size) },
  });
/** What is answered however strained the gateway is. */
async function spared(): Promise<readonly number[]> {
  const paths = [
    '/livez',
    '/readyz',
    '/metrics',
    '/v1/operations',
    '/v1/operations?pageSize=1',
    '/v1/operations/absent',
  ];
  return Promise.all(paths.map(async (path) => (await gateway.call('GET', path)).status));
}
const usual = [200, 200, 200, 200, 200, 404];

test('a heap that stays full has reads refused, then mutations as well, never what tells how it goes', async () => {
  measured.heapShare = 0.9;
  await pass(1_750);
  expect((await read()).status).toBe(200);
  await pass(500);
  const { status, headers, body } = await read();
  expect([status, body.code, body.retryable]).toEqual([503, 'overloaded', true]);
  expect(headers.get('retry-after')).toBe('1');
  expect(headers.get('orgway-request-id')).toBe(body.requestId);
  expect((await gateway.call('GET', '/docs')).status).toBe(503);
  expect((await mutate()).status).not.toBe(503);
  expect(await spared()).toEqual(usual);
  await pass(5_000);
  expect((await mutate()).body.code).toBe('overloaded');
  expect(await spared()).toEqual(usual);
  measured.heapShare = 0.7;
  await pass(250);
  expect([(await read()).status, (await mutate()).status]).not.toContain(503);
});

test('a refusal needs no credentials, and tells nothing of them', async () => {
  measured.heapShare = 0.9;
  await pass(2_500);
  expect((await gateway.call('GET', '/v1/providers', { apiKey: 'wrong' })).status).toBe(503);
});

test('whoever comes back at once over a connection that was refused is heard after the others', async () => {
  measured.heapShare = 0.9;
  await pass(2_500);
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  const ask = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`);
  ask('/docs');
  await expect.poll(() => heard, patiently).toContain('overloaded');
  measured.heapShare = 0;
  ask('/livez');
  await expect.poll(() => heard, patiently).toContain('alive');
  await pass(250);
  ask('/openapi.yaml');
  expect([await alone('/openapi.yaml'), await alone('/openapi.yaml')]).toEqual([200, 200]);
  expect(heard).not.toContain('openapi: 3');
  await expect.poll(() => heard, patiently).toContain('openapi: 3');
});

test('a delayed event loop has reads refused only while there are requests to blame', async () => {
  measured.delayMs = 500;
  await pass(1_000);
  expect((await read()).status).toBe(200);
  const release = await occupy(128);
  // They are under way as soon as they have arrived.
  await expect.poll(async () => (await read()).body.code, patiently).toBe('overloaded');
  expect((await mutate()).status).not.toBe(503);
  expect(await spared()).toEqual(usual);
  release();
  await expect.poll(async () => (await read()).status, patiently).toBe(200);
});

test('no more than 384 reads are under way at once, and some more mutations', async () => {
  const release = await occupy(384);
  await expect.poll(async () => (await read()).body.code, patiently).toBe('overloaded');
  expect((await mutate()).status).not.toBe(503);
  release();
  await expect.poll(async () => (await read()).status, patiently).toBe(200);
});

test('bodies under way may take an eighth of the heap', async () => {
  expect((await mutate(bodyLimit + 1)).body.code).toBe('overloaded');
  const small = await mutate(10);
  expect(small.body.code).not.toBe('overloaded');
});

test('new mutations wait for better times while commits take more than a second', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { commits } = gateway.database as { readonly commits: CommitTimes };
  const commit = commits.time(() => promise);
  await new Promise((later) => setTimeout(later, 1_010));
  const { status, body } = await mutate();
  expect([status, body.code]).toEqual([503, 'overloaded']);
  expect(body.detail).toContain('database');
  expect((await read()).status).toBe(200);
  resolve();
  await commit;
});

test('refusals are counted by their reason', async () => {
  const { text } = await gateway.call('GET', '/metrics');
  for (const reason of ['strain', 'requests-under-way', 'bodies-under-way', 'slow-commits']) {
    expect(text).toMatch(new RegExp(`^orgway_refused_requests_total\\{reason="${reason}"\\} [1-9]`, 'm'));
  }
});

/** Keeps so many requests under way, whose bodies do not come. */
async function occupy(count: number): Promise<() => void> {
  const { port } = new URL(gateway.url);
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(Number(port), '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(
        [
          'POST /v1/connections/main/organizations HTTP/1.1',
          'Host: gateway',
          'Authorization: Bearer orgway_sandbox',
          'Idempotency-Key: 0123456789abcdef',
          'Content-Type: application/json',
          // Announces almost nothing, so that it is not the length that counts.
          'Content-Length: 1',
          '\r\n',
        ].join('\r\n'),
      );
      return socket;
    }),
  );
  const release = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(release);
  return release;
}
