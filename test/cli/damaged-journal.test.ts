import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startGate } from '../support/gate.ts';
import { showcase, startSandbox } from '../support/sandbox.ts';

test('an operation whose record was altered stays unknown and is told of in the log; everything else goes on', async () => {
  const lines: string[] = [];
  const sandbox = await startSandbox({ log: pino({}, { write: (line: string) => void lines.push(line) }) });
  const gate = await startGate(sandbox.emulatorsUrl);
  try {
    sandbox.reload([{ id: 'zitadel', provider: 'zitadel', baseUrl: `${gate.url}/zitadel` }]);
    const path = `/v1/connections/zitadel/organizations/${showcase.zitadel?.organization}`;
    gate.shut((_, target) => target.includes('_deactivate'));
    const call = sandbox.call('POST', `${path}/deactivate`);
    await gate.waiting(1);
    gate.shut(() => true);
    gate.drop((target) => target.includes('_deactivate'));
    const { operationId } = (await call).body;
    const { db } = sandbox.database;
    const { request } = await db.selectFrom('steps').select('request').executeTakeFirstOrThrow();
    const altered = Buffer.from(request ?? []);
    altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1;
    await db.updateTable('steps').set({ request: altered }).execute();
    gate.open();
    const told = (): unknown =>
      lines.map((line) => JSON.parse(line)).filter(({ operation }) => operation === operationId);
    await expect
      .poll(told, { timeout: 30_000 })
      .toContainEqual(
        expect.objectContaining({ level: 50, msg: 'an operation could not be settled, and is tried again' }),
      );
    const operation = await sandbox.call('GET', `/v1/operations/${operationId}`);
    expect(operation.body).toMatchObject({ outcome: 'unknown' });
    expect((await sandbox.call('GET', path)).body).toMatchObject({ state: 'active' });
    expect((await sandbox.call('GET', '/readyz')).status).toBe(200);
  } finally {
    await sandbox.stop();
    await gate.stop();
  }
});
