import { afterAll, beforeAll, expect, test } from 'vitest';
import { idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

const day = 24 * 3_600_000;
const never = 3_600_000;
let sandbox: RunningSandbox;
let clock = Date.now();

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => new Date(clock), pace: { looksAfterMs: [never], watchMs: 1 } });
});
afterAll(() => sandbox.stop());

test('after its time an operation keeps its record and nothing that may be personal, unless it is not known how it ended', async () => {
  const base = '/v1/connections/zitadel/organizations';
  const at = `${base}/${showcase.zitadel?.organization}`;
  const done = await sandbox.call('POST', `${at}/deactivate`, { headers: idempotencyKey() });
  // Nothing tells afterwards whether an organization of this name was made, because there was one before.
  const body = { displayName: 'Nordwind Handels GmbH' };
  await sandbox.faults('zitadel', [{ method: 'POST', path: '/management/v1/orgs$', reset: 'after' }]);
  const lost = await sandbox.call('POST', base, { headers: idempotencyKey(), body });
  expect([done.status, lost.body.outcome]).toEqual([200, 'unknown']);
  const rows = () => sandbox.database.db.selectFrom('operations').selectAll().orderBy('seq').execute();
  const kept = async () =>
    (await rows()).map(({ input, answer, key_scope }) => [input, answer, key_scope].map(Boolean));
  clock += 6 * day;
  await sandbox.call('POST', `/v1/operations/${lost.body.operationId}/reconcile`);
  expect(await kept()).toEqual([
    [true, true, true],
    [true, true, true],
  ]);
  clock += 2 * day;
  await expect.poll(kept, { timeout: 60_000 }).toEqual([
    [false, false, false],
    [true, true, true],
  ]);
  const steps = await sandbox.database.db
    .selectFrom('steps')
    .selectAll()
    .where('operation', '=', done.body.operationId)
    .execute();
  expect(steps).toMatchObject([
    { request: null, reply: null, upstream_operation: 'DeactivateOrg', outcome: 'applied' },
  ]);
  expect((await sandbox.call('GET', `/v1/operations/${done.body.operationId}`)).body.outcome).toBe('applied');
});
