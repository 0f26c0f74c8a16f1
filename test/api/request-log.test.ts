import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../src/telemetry/log.ts';
import { idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

// biome-ignore lint/suspicious/noExplicitAny: lines have members of every kind
type Line = any;
let texts: string[] = [];
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ log: createLog('debug', { write: (text) => texts.push(text) }, (text) => text) });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  texts = [];
});

/** The lines of requests once there are so many. */
async function lines(count: number): Promise<Line[]> {
  const found = (): Line[] =>
    texts.map((text) => JSON.parse(text)).filter(({ msg }) => msg === 'request' || msg === 'request refused');
  await expect.poll(() => found().length).toBe(count);
  return found();
}

const organization = showcase.userhub?.organization;
const organizations = '/v1/connections/userhub/organizations';

test('a read is one line, without what was in its path', async () => {
  const { headers, text } = await sandbox.call('GET', `${organizations}/${organization}?include=raw`);
  const [line] = await lines(1);
  expect(line).toMatchObject({
    level: 30,
    requestId: headers.get('orgway-request-id'),
    method: 'GET',
    route: '/v1/connections/{connection}/organizations/{organization}',
    action: 'getOrganization',
    status: 200,
    principal: 'test',
    connection: 'userhub',
    upstreamCalls: 1,
  });
  expect(line.trace_id).toMatch(/^[\da-f]{32}$/);
  expect(line.span_id).toMatch(/^[\da-f]{16}$/);
  expect(line.ms).toBeGreaterThanOrEqual(line.upstreamMs);
  expect(line.upstreamMs).toBeGreaterThan(0);
  expect(line.bytes).toBeGreaterThan(Buffer.byteLength(text));
  expect(line).not.toHaveProperty('aborted');
  expect(texts.join('')).not.toContain(organization);
  expect(texts.join('')).not.toContain('orgway_sandbox');
});

test('a mutation and its replay name the operation on record', async () => {
  const headers = idempotencyKey();
  const { body } = await sandbox.call('POST', `${organizations}/${organization}/deactivate`, { headers });
  await sandbox.call('POST', `${organizations}/${organization}/deactivate`, { headers });
  const [made, replayed] = await lines(2);
  expect(made).toMatchObject({ action: 'deactivateOrganization', status: 200, operationId: body.operationId });
  expect(made.upstreamCalls).toBeGreaterThan(0);
  expect(replayed).toMatchObject({ status: 200, operationId: body.operationId, upstreamCalls: 0 });
});

test('a problem is told by its code, from wherever it comes', async () => {
  await sandbox.call('GET', '/v1/connections', { apiKey: 'wrong' });
  await sandbox.call('GET', `/v1/connections/${organization}`);
  await sandbox.call('POST', `${organizations}/${organization}/purge?acknowledge=irreversible`, {
    headers: idempotencyKey(),
  });
  await sandbox.call('GET', `/nowhere/${organization}`);
  const found = await lines(4);
  expect(found.map(({ status, code, action }) => [status, code, action])).toEqual([
    [401, 'unauthenticated', undefined],
    [404, 'unknown-connection', 'getConnection'],
    [409, 'invalid-state-transition', 'purgeOrganization'],
    [404, 'not-found', undefined],
  ]);
  expect(found[0]).not.toHaveProperty('principal');
  expect(found[1]).not.toHaveProperty('connection');
  expect(texts.join('')).not.toContain(organization);
});

test('what fails on our side or the upstream is a warning, what probes ask is for whoever wants to know', async () => {
  await sandbox.faults('userhub', [{ status: 500 }]);
  await sandbox.call('GET', `${organizations}/${organization}`);
  await sandbox.faults('userhub', []);
  for (const path of ['/livez', '/readyz', '/metrics']) await sandbox.call('GET', path);
  expect((await lines(4)).map(({ level, status }) => [level, status])).toEqual([
    [40, 502],
    [20, 200],
    [20, 200],
    [20, 200],
  ]);
});

test('a caller who hangs up is told of', async () => {
  await sandbox.faults('userhub', [{ latencyMs: 5_000 }]);
  const aborted = new AbortController();
  const asked = fetch(`${sandbox.url}${organizations}/${organization}`, {
    headers: { authorization: 'Bearer orgway_sandbox' },
    signal: aborted.signal,
  });
  await expect.poll(async () => (await sandbox.ledger('userhub')).length).toBeGreaterThan(0);
  aborted.abort();
  await expect(asked).rejects.toThrow();
  const [line] = await lines(1);
  expect(line).toMatchObject({ aborted: true, action: 'getOrganization' });
  expect(line).not.toHaveProperty('status');
  await sandbox.reset('userhub');
});

test('what is refused at the edge is one line as well', async () => {
  const { hostname, port } = new URL(sandbox.url);
  const socket = connect(Number(port), hostname);
  socket.end('GET /v1/connections HTTP/1.1\r\nHost: a\r\nHost: b\r\nX-Note: \u001b[31m\r\n\r\n');
  for await (const _chunk of socket);
  const [line] = await lines(1);
  expect(line).toMatchObject({
    msg: 'request refused',
    requestId: expect.stringMatching(/^req_/),
    status: 400,
    code: 'invalid-request',
    address: '127.0.0.1',
  });
});
