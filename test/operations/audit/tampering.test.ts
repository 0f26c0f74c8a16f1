import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { verifyExport } from '../../../src/operations/audit/verify.ts';
import { formats } from './exported.ts';
import { bytesOf, stored, textOf } from './stored.ts';

const store = stored();
const exporter = { principal: 'compliance', requestId: 'req_export' };

/** What somebody can do who may switch the trigger off. */
async function tamper(...statements: readonly string[]): Promise<void> {
  for (const statement of ['disable trigger all', ...statements, 'enable trigger all']) {
    await sql
      .raw(statement.endsWith('trigger all') ? `alter table audit_events ${statement}` : statement)
      .execute(store.database.db);
  }
}

test('what was altered or removed in the database itself shows in the next export, although it is signed', async () => {
  const trail = store.trail();
  for (let number = 1; number <= 9; number += 1) {
    await trail.record(store.database.db, { type: 'operation.started', operation: `op_${number}` });
  }
  const { publicKey, ...saved } = await trail.head();
  const verdict = async (format: (typeof formats)[number]) =>
    verifyExport(bytesOf(await textOf(await trail.exportAs(format, {}, exporter))), publicKey, saved);
  expect(await verdict('csv')).toMatchObject({ ok: true });

  await tamper("update audit_events set record = replace(record, 'op_4', 'op_5') where seq = 4");
  for (const format of formats) expect(await verdict(format)).toMatchObject({ ok: false, seq: 4 });
  await tamper("update audit_events set record = replace(record, 'op_5', 'op_4') where seq = 4");
  for (const format of formats) expect(await verdict(format)).toMatchObject({ ok: true });

  await tamper('delete from audit_events where seq = 7');
  for (const format of formats) expect(await verdict(format)).toMatchObject({ ok: false, seq: 7 });
});
