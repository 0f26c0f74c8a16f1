import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { type RunningEmulators, startEmulators } from '../support/emulators.ts';

const organization = emulators.find(({ provider }) => provider === 'userhub')?.showcase.organization;

let sandbox: RunningEmulators;
beforeAll(async () => {
  sandbox = await startEmulators();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.control('DELETE', 'userhub/faults');
  await sandbox.control('PUT', 'userhub/state', {});
  await sandbox.control('DELETE', 'userhub/requests');
});

const ledger = async (provider = 'userhub'): Promise<LedgerEntry[]> =>
  (await sandbox.control<{ requests: LedgerEntry[] }>('GET', `${provider}/requests`)).body.requests;

const send = (method: string, path: string, body?: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${sandbox.url}/userhub${path}`, {
    method,
    headers: { authorization: 'Bearer sandbox', 'userhub-api-version': '2025-05-01', ...headers },
    ...(body === undefined ? {} : { body }),
  });

test('an entry tells exactly when, what, with which headers and body, and what came of it', async () => {
  const time = '2026-01-02T03:04:05.678Z';
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) });
  const body = { displayName: 'Ünïted', email: 'ap@example.com' };
  const answer = await send('POST', '/admin/v1/organizations', JSON.stringify(body), {
    'Content-Type': 'application/json',
    'X-Trace': 'Of The Caller',
  });
  vi.useRealTimers();
  const [entry, ...more] = await ledger();
  expect(more).toEqual([]);
  expect(Object.keys(entry ?? {})).toEqual(['time', 'method', 'path', 'headers', 'body', 'status', 'applied']);
  expect(entry).toMatchObject({
    time,
    method: 'POST',
    path: '/admin/v1/organizations',
    headers: { 'content-type': 'application/json', 'x-trace': 'Of The Caller', authorization: '***' },
    body,
    status: answer.status,
    applied: true,
  });
  expect(answer.ok).toBe(true);
  expect(Object.keys(entry?.headers ?? {})).toEqual(
    Object.keys(entry?.headers ?? {}).map((name) => name.toLowerCase()),
  );
});

test('the path is kept with its query, exactly as it was sent', async () => {
  const paths = ['/admin/v1/a%2Fb:c', '/admin/v1/organizations?pageSize=2&displayName=%C3%9C+b', '/'];
  for (const path of paths) await send('GET', path);
  expect((await ledger()).map(({ path }) => path)).toEqual(paths);
});

test('credentials are masked wherever they travel', async () => {
  const secret = 'a-secret-that-must-not-be-seen';
  const headers = {
    authorization: `Bearer ${secret}`,
    cookie: `session=${secret}`,
    'X-Stytch-Member-Session': secret,
    'X-Stytch-Member-SessionJWT': secret,
  };
  const { hostname, port } = new URL(sandbox.url);
  await new Promise((resolve) => {
    request({ hostname, port, path: '/stytch/v1/b2b/organizations/x', headers }, (response) => {
      response.resume().on('end', resolve);
    }).end();
  });
  const [entry] = await ledger('stytch');
  expect(entry?.status).toBe(401);
  expect(JSON.stringify(entry)).not.toContain(secret);
  expect(Object.keys(headers).map((name) => entry?.headers[name.toLowerCase()])).toEqual(['***', '***', '***', '***']);
});

test.each([
  ['no body as null', 'GET', undefined, null],
  ['JSON parsed', 'POST', '[1, {"a": null}]', [1, { a: null }]],
  ['anything else as text', 'POST', '{"a":', '{"a":'],
])('the body is kept: %s', async (_, method, body, kept) => {
  await send(method, '/admin/v1/nowhere', body);
  expect((await ledger()).map((entry) => entry.body)).toEqual([kept]);
});

test('only what changed the state counts as applied', async () => {
  const at = `/admin/v1/organizations/${organization}`;
  const rename = JSON.stringify({ displayName: 'Renamed' });
  await send('GET', at);
  await send('PATCH', at, rename);
  await send('PATCH', at, rename, { authorization: 'Bearer wrong' });
  await send('PATCH', `${at}x`, rename);
  await send('GET', '/admin/v1/nowhere');
  expect((await ledger()).map(({ method, status, applied }) => [method, status, applied])).toEqual([
    ['GET', 200, false],
    ['PATCH', 200, true],
    ['PATCH', 401, false],
    ['PATCH', 404, false],
    ['GET', 404, false],
  ]);
});

test('a request whose connection was cut has no status; whether it was applied is told', async () => {
  const body = JSON.stringify({ displayName: 'Renamed' });
  for (const reset of ['before', 'after']) {
    await sandbox.control('PUT', 'userhub/faults', { faults: [{ reset, times: 1 }] });
    await expect(send('PATCH', `/admin/v1/organizations/${organization}`, body)).rejects.toThrow();
  }
  expect((await ledger()).map(({ status, applied }) => [status, applied])).toEqual([
    [null, false],
    [null, true],
  ]);
});

test('requests are kept in the order in which they arrived, not in that of the answers', async () => {
  await sandbox.control('PUT', 'userhub/faults', { faults: [{ path: 'first', latencyMs: 50 }] });
  const { hostname, port } = new URL(sandbox.url);
  // Both at once on one connection, so that the first one certainly arrives first; its answer is ready last.
  const socket = connect(Number(port), hostname);
  const headers = ['Host: sandbox', 'Authorization: Bearer sandbox'];
  for (const [path, last] of [
    ['first', []],
    ['second', ['Connection: close']],
  ] as const) {
    socket.write([`GET /userhub/admin/v1/${path} HTTP/1.1`, ...headers, ...last, '', ''].join('\r\n'));
  }
  await once(socket.resume(), 'close');
  expect((await ledger()).map(({ path }) => path)).toEqual(['/admin/v1/first', '/admin/v1/second']);
});

test('DELETE clears the ledger and nothing else', async () => {
  await send('PATCH', `/admin/v1/organizations/${organization}`, JSON.stringify({ displayName: 'Renamed' }));
  expect(await ledger()).toHaveLength(1);
  expect(await sandbox.control('DELETE', 'userhub/requests')).toEqual({ status: 200, body: {} });
  expect(await ledger()).toEqual([]);
  const read = await send('GET', `/admin/v1/organizations/${organization}`);
  expect(await read.json()).toMatchObject({ displayName: 'Renamed' });
});

test('the control interface itself is not in the ledger', async () => {
  await sandbox.control('GET', 'userhub/state');
  await sandbox.control('GET', 'userhub/nothing');
  expect(await ledger()).toEqual([]);
});
