import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import type { Registered } from '../../src/translation/registered.ts';
import { startChild } from '../crash/child.ts';
import { copySources } from '../crash/seeded-bugs.ts';
import { idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

// One broken upstream document takes its connections out of service, and no others.

const known = (id: string): Registered => providers.find(({ provider }) => provider.id === id) as Registered;
const failure = new Error('/secret/path/userhub.json: Unexpected end of JSON input');
/** Three ways to be broken: what does not load, a document that is none, and one that a translation does not fit. */
const registry = [
  { id: 'userhub', failure },
  { ...known('stytch'), document: { openapi: '3.1.0' } },
  { ...known('softwareone'), validators: {} },
  known('zitadel'),
];
const broken = ['userhub', 'stytch', 'softwareone'];

const lines: string[] = [];
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ registry, log: pino({}, { write: (line: string) => void lines.push(line) }) });
});
afterAll(() => sandbox.stop());

const quarantined = { status: 503, code: 'connection-quarantined', retryable: false };

test.each(broken)('every call of %s is answered 503 with the reason, and nothing is sent', async (id) => {
  const organization = `/v1/connections/${id}/organizations/${showcase[id]?.organization}`;
  for (const [method, path, call] of [
    ['GET', `/v1/connections/${id}/organizations`, {}],
    ['GET', organization, {}],
    ['POST', `${organization}/deactivate`, {}],
    ['DELETE', `${organization}?acknowledge=irreversible`, { headers: idempotencyKey() }],
    ['DELETE', `${organization}?dryRun=true`, { headers: idempotencyKey() }],
    ['GET', `/v1/connections/${id}/passthrough/anything`, {}],
  ] as const) {
    const { body, text } = await sandbox.call(method, path, call);
    expect(body).toMatchObject({
      ...quarantined,
      detail: expect.stringMatching(`^The provider ${id}\\b.* "orgway check"`),
    });
    expect(text).not.toContain('/secret/path');
  }
  expect(await sandbox.ledger(id)).toEqual([]);
  expect((await sandbox.call('GET', `/v1/operations?connection=${id}`)).body.operations).toEqual([]);
});

test('its description says so, and leaves out what cannot be known', async () => {
  const { connections } = (await sandbox.call('GET', '/v1/connections')).body;
  expect(connections).toHaveLength(4);
  for (const connection of connections.filter(({ id }: { id: string }) => broken.includes(id))) {
    expect(connection).toEqual({
      id: connection.id,
      provider: connection.id,
      baseUrl: `${sandbox.emulatorsUrl}/${connection.id}`,
      health: { status: 'quarantined', reason: expect.stringContaining(connection.id) },
      capabilities: [],
    });
  }
  expect((await sandbox.call('GET', '/v1/providers')).body.providers).toMatchObject([{ id: 'zitadel' }]);
});

test('the others serve, and the gateway is ready', async () => {
  const path = `/v1/connections/zitadel/organizations/${showcase.zitadel?.organization}`;
  expect((await sandbox.call('POST', `${path}/deactivate`)).body).toMatchObject({ changed: true });
  expect((await sandbox.call('GET', '/readyz')).status).toBe(200);
});

test('a search over all connections reports what it could not look at', async () => {
  const { body } = await sandbox.call('GET', '/v1/organizations?externalId=nobody');
  expect(body).toMatchObject({ complete: false, organizations: [] });
  for (const { connection, ...finding } of body.connections) {
    const expected = connection === 'zitadel' ? { result: 'unsupported' } : { result: 'failed', problem: quarantined };
    expect(finding).toMatchObject(expected);
  }
});

test('the log says what is broken', () => {
  const told = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.startsWith('connection quarantined'));
  expect(told.map(({ connection }) => connection).sort()).toEqual([...broken].sort());
  expect(JSON.stringify(told)).toContain('Unexpected end of JSON input');
});

test('a generated file that is cut off is found by check, and breaks one provider only', async () => {
  const bench = copySources();
  try {
    truncateSync(join(bench.root, 'src/generated/documents/userhub.json'), 1_000);
    rmSync(join(bench.root, 'src/generated/validators/stytch.js'));
    const main = join(bench.root, 'src', 'main.ts');
    const { line } = await startChild([main, 'check', '--json', '--config', '/dev/null']);
    const { findings } = JSON.parse(line);
    const found = Object.fromEntries(
      findings.flatMap(({ subject, status }: { subject: string; status: string }) => [[subject, status]]),
    );
    expect(found).toMatchObject({
      'provider userhub': 'fault',
      'provider stytch': 'fault',
      'provider softwareone': 'ok',
      'provider zitadel': 'ok',
    });
  } finally {
    bench.remove();
  }
});
