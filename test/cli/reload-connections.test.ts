import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Gate, startGate } from '../support/gate.ts';
import { closed, listening } from '../support/gateway.ts';
import { emulated, type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

// What a change of the configuration does to calls that are under way, and to connections that it does not concern.

let sandbox: RunningSandbox;
let gate: Gate;
beforeAll(async () => {
  sandbox = await startSandbox();
  gate = await startGate(sandbox.emulatorsUrl);
});
afterAll(async () => {
  await sandbox.stop();
  await gate.stop();
});
afterEach(async () => {
  gate.open();
  sandbox.reload(emulated(sandbox.emulatorsUrl));
  await sandbox.reset('zitadel');
});

const path = `/v1/connections/zitadel/organizations/${showcase.zitadel?.organization}`;
const through = (url: string) => ({ id: 'zitadel', provider: 'zitadel', baseUrl: `${url}/zitadel` });
const lastOperation = async () => (await sandbox.call('GET', '/v1/operations?pageSize=1')).body.operations[0];

test('a mutation goes on by the old configuration to its end, also when its caller has hung up', async () => {
  sandbox.reload([through(gate.url)]);
  gate.shut((_, target) => target.includes('_deactivate'));
  const caller = new AbortController();
  const headers = { authorization: 'Bearer orgway_sandbox' };
  const call = fetch(`${sandbox.url}${path}/deactivate`, { method: 'POST', headers, signal: caller.signal });
  await gate.waiting(1);
  caller.abort();
  await expect(call).rejects.toThrow();
  sandbox.reload([through(sandbox.emulatorsUrl)]);
  // The new one serves while the old one is still needed.
  expect((await sandbox.call('GET', path)).body).toMatchObject({ state: 'active' });
  gate.open();
  await expect.poll(lastOperation).toMatchObject({ outcome: 'applied', settledBy: 'answer' });
  expect((await sandbox.call('GET', path)).body).toMatchObject({ state: 'inactive' });
});

test('of a connection that is gone nothing is settled, until it is back', async () => {
  sandbox.reload([through(gate.url)]);
  gate.shut((_, target) => target.includes('_deactivate'));
  const call = sandbox.call('POST', `${path}/deactivate`);
  await gate.waiting(1);
  // Neither the write comes through, nor anything that would find out about it.
  gate.shut(() => true);
  gate.drop((target) => target.includes('_deactivate'));
  expect((await call).body).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown' });
  sandbox.reload([]);
  gate.drop(() => true);
  expect((await sandbox.call('GET', path)).body).toMatchObject({ status: 404, code: 'unknown-connection' });
  expect(await lastOperation()).toMatchObject({ outcome: 'unknown' });
  gate.open();
  sandbox.reload([through(gate.url)]);
  await expect.poll(lastOperation, { timeout: 30_000 }).toMatchObject({ outcome: 'not_applied', settledBy: 'reading' });
});

/** An upstream that counts the connections it has open and has had. */
async function startCounting(): Promise<{
  readonly url: string;
  readonly counts: { open: number; all: number };
  stop(): Promise<void>;
}> {
  const counts = { open: 0, all: 0 };
  const server: Server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"result":[],"details":{}}');
  });
  // Much longer than the test: nobody closes a connection only because it is idle.
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    counts.open += 1;
    counts.all += 1;
    socket.on('close', () => {
      counts.open -= 1;
    });
  });
  return { url: await listening(server), counts, stop: () => closed(server) };
}

test('a connection that is configured as before keeps its sockets and what it knows; one that is gone closes them', async () => {
  const upstream = await startCounting();
  const kept = { id: 'kept', provider: 'zitadel', baseUrl: upstream.url };
  const read = () => sandbox.call('GET', '/v1/connections/kept/organizations');
  const health = async () => (await sandbox.call('GET', '/v1/connections/kept')).body.health.status;
  try {
    sandbox.reload([kept]);
    expect(await health()).toBe('unknown');
    expect((await read()).status).toBe(200);
    sandbox.reload([kept, through(sandbox.emulatorsUrl)]);
    expect(await health()).toBe('reachable');
    expect((await read()).status).toBe(200);
    expect(upstream.counts).toEqual({ open: 1, all: 1 });
    sandbox.reload([{ ...kept, timeoutMs: 5_000 }]);
    await expect.poll(() => upstream.counts.open).toBe(0);
    expect(await health()).toBe('unknown');
    expect((await read()).status).toBe(200);
    sandbox.reload([]);
    await expect.poll(() => upstream.counts).toEqual({ open: 0, all: 2 });
  } finally {
    await upstream.stop();
  }
});

test('a configuration that cannot be put to work leaves the one before at work', async () => {
  expect(() => sandbox.reload([through(sandbox.emulatorsUrl), { id: 'x', provider: 'nobody', baseUrl: '' }])).toThrow(
    /no provider nobody/,
  );
  expect((await sandbox.call('GET', path)).status).toBe(200);
});

test('the audit trail tells of every change', async () => {
  const told = async () =>
    (await sandbox.call('GET', '/v1/audit-events?type=configuration.changed')).body.auditEvents.length;
  let before = await told();
  for (const url of [gate.url, sandbox.emulatorsUrl]) {
    sandbox.reload([through(url)]);
    await expect.poll(told, { timeout: 20_000 }).toBeGreaterThan(before);
    before = await told();
  }
});
