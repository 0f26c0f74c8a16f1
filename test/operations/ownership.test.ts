import { afterAll, beforeAll, expect, test } from 'vitest';
import { idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

const never = 3_600_000;
const somebodyElse = 1_000_000;
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: { looksAfterMs: [never], watchMs: never } });
});
afterAll(() => sandbox.stop());

const organization = `/v1/connections/userhub/organizations/${showcase.userhub?.organization}`;

test('a replica whose operation was taken over while it read sends no write any more, and leaves the record alone', async () => {
  await sandbox.faults('userhub', [{ method: 'GET', latencyMs: 300 }]);
  const call = sandbox.call('POST', `${organization}/deactivate`, { headers: idempotencyKey() });
  await expect
    .poll(() => sandbox.database.db.updateTable('operations').set({ owner: somebodyElse }).executeTakeFirst())
    .toMatchObject({ numUpdatedRows: 1n });
  // The other one is just about to send a write of its own.
  const [{ id: operation } = { id: '' }] = await sandbox.database.db.selectFrom('operations').select('id').execute();
  const intent = { operation, attempt: 1, number: 1, upstream_operation: 'UpdateOrganization', request_digest: '' };
  await sandbox.database.db
    .insertInto('steps')
    .values({ ...intent, intended_at: new Date() })
    .execute();
  const answer = await call;
  expect(answer.body).toMatchObject({ status: 503, code: 'storage-unavailable', outcome: 'not_applied' });
  expect(answer.body.detail).toContain('taken this call over');
  expect((await sandbox.ledger('userhub')).map(({ method }) => method)).toEqual(['GET']);
  const rows = await sandbox.database.db.selectFrom('operations').select(['state', 'owner']).execute();
  const [step] = await sandbox.database.db.selectFrom('steps').selectAll().execute();
  expect(step).toMatchObject({ ...intent, outcome: null });
  expect(rows).toEqual([{ state: 'running', owner: somebodyElse }]);
});
