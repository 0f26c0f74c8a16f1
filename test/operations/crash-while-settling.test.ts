import { afterAll, beforeAll, expect, test } from 'vitest';
import { idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ pace: { looksAfterMs: [600_000], objectWaitMs: 0 } });
});
afterAll(() => sandbox.stop());

test('what was read not to have taken effect is not sent again by itself when a crash came before that was the end of it', async () => {
  const { organization } = showcase.zitadel ?? {};
  await sandbox.reset('zitadel');
  await sandbox.faults('zitadel', [{ method: 'POST', reset: 'before' }]);
  const path = `/v1/connections/zitadel/organizations/${organization}/deactivate`;
  const call = { headers: idempotencyKey() };
  const { operationId } = (await sandbox.call('POST', path, call)).body;
  await sandbox.faults('zitadel', []);
  // As a replica leaves it that is killed right after its second look.
  const { db } = sandbox.database;
  await db.updateTable('steps').set({ outcome: 'not_applied' }).where('operation', '=', operationId).execute();

  const { body } = await sandbox.call('POST', `/v1/operations/${operationId}/reconcile`);
  expect(body).toMatchObject({ state: 'settled', outcome: 'not_applied', settledBy: 'reading' });
  const writes = async (): Promise<boolean[]> =>
    (await sandbox.ledger('zitadel')).filter(({ method }) => method === 'POST').map(({ applied }) => applied);
  expect(await writes()).toEqual([false]);
  expect((await sandbox.call('POST', path, call)).body).toMatchObject({ operationId, changed: true });
  expect(await writes()).toEqual([false, true]);
});
