import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createKeyRecords, type KeyRecords } from '../../../src/operations/keys/key-records.ts';
import { type Answer, idempotencyKey, startGateway } from '../../support/gateway.ts';
import { emulated, type RunningSandbox, showcase, startSandbox } from '../../support/sandbox.ts';

const soon = { timeout: 5_000, interval: 50 };
const writing = { permissions: ['organizations:write', 'operations:read'], connections: ['zitadel'] };
const path = `/v1/connections/zitadel/organizations/${showcase.zitadel?.organization}/deactivate`;

let sandbox: RunningSandbox;
let records: KeyRecords;
beforeAll(async () => {
  sandbox = await startSandbox();
  records = createKeyRecords(sandbox.database.db, () => new Date());
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.reset('zitadel'));

const deactivate = (apiKey: string, headers: Readonly<Record<string, string>>): Promise<Answer> =>
  sandbox.call('POST', path, { apiKey, headers });
const change = (name: string, to: Readonly<Record<string, unknown>>): Promise<unknown> =>
  sandbox.database.db.updateTable('api_keys').set(to).where('name', '=', name).execute();

test.each([
  ['its permission', { permissions: ['organizations:read'] }, 403, 'permission-denied'],
  ['the connection', { connections: ['userhub'] }, 404, 'unknown-connection'],
  ['everything', { revoked_at: new Date() }, 401, 'unauthenticated'],
])('whoever has lost %s is not even told again what came of an earlier call', async (what, lost, status, code) => {
  const name = what.replaceAll(' ', '-');
  const { text } = await records.create(name, writing, undefined);
  const key = idempotencyKey();
  const first = await deactivate(text, key);
  expect([first.status, (await deactivate(text, key)).text]).toEqual([200, first.text]);
  await change(name, lost);
  const later = await vi.waitUntil(async () => {
    const answer = await deactivate(text, key);
    return answer.status === 200 ? undefined : answer;
  }, soon);
  expect(later).toMatchObject({ status, body: { code } });
  if (status !== 401) expect(later.body.outcome).toBe('not_applied');
  expect((await sandbox.ledger('zitadel')).filter(({ applied }) => applied)).toHaveLength(1);
});

test('a key that replaced another goes on where that left off: the same principal', async () => {
  const { text: old } = await records.create('replaced', writing, undefined);
  const key = idempotencyKey();
  const first = await deactivate(old, key);
  const { text: next } = await records.rotate('replaced', 60_000, undefined);
  const replayed = await deactivate(next, key);
  expect([replayed.text, replayed.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
  const { body } = await sandbox.call('GET', '/v1/operations', { apiKey: next });
  expect(body.operations).toMatchObject([{ principal: 'key:replaced' }]);
});

test('a key of the configuration and a stored one of the same name are two principals', async () => {
  const { text } = await records.create('test', writing, undefined);
  const key = idempotencyKey();
  expect((await sandbox.call('POST', path, { headers: key })).status).toBe(200);
  const other = await deactivate(text, key);
  expect([other.status, other.headers.get('idempotent-replayed'), other.body.changed]).toEqual([200, null, false]);
});

test('a revoked key opens no replica any more within a second', async () => {
  const other = await startGateway(emulated(sandbox.emulatorsUrl), { database: sandbox.database.url });
  try {
    const { text } = await records.create('both', writing, undefined);
    const statuses = async (): Promise<number[]> =>
      Promise.all(
        [sandbox, other].map(async (each) => (await each.call('GET', '/v1/connections', { apiKey: text })).status),
      );
    expect(await statuses()).toEqual([200, 200]);
    await records.revoke('both');
    // That it is a second is shown with the clock of the key ring.
    await vi.waitUntil(async () => (await statuses()).every((status) => status === 401), soon);
  } finally {
    await other.stop();
  }
});

test('a key that is mistyped is told from one that nobody has', async () => {
  const { text } = await records.create('typist', writing, undefined);
  const wrong = `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;
  const { status, body } = await sandbox.call('GET', '/v1/connections', { apiKey: wrong });
  expect([status, body.detail]).toEqual([401, expect.stringContaining('not whole')]);
  expect(body.detail).not.toContain(wrong);
});
