import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { chainEvents } from '../../../src/operations/audit/chain.ts';
import type { AuditEvent } from '../../../src/operations/audit/event.ts';
import { createMask } from '../../../src/operations/audit/mask.ts';
import { recordEvent } from '../../../src/operations/audit/outbox.ts';
import { type AuditRecord, canonical, hashOf, noLine } from '../../../src/operations/audit/record.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { freshDatabase } from '../../support/database.ts';

const { event: mask } = createMask(Buffer.alloc(32, 1));
const event = (operation: string): AuditEvent => ({ type: 'operation.started', operation });
const tell = (db: Database['db'], operation: string, time = new Date()): Promise<void> =>
  recordEvent(db, mask(event(operation)), time);

async function withDatabases(count: number, use: (databases: readonly Database[]) => Promise<void>): Promise<void> {
  const url = await freshDatabase();
  const databases = Array.from({ length: count }, () => openDatabase(url));
  try {
    await use(databases);
  } finally {
    await Promise.all(databases.map((each) => each.close()));
  }
}
const withDatabase = (use: (db: Database['db']) => Promise<void>): Promise<void> =>
  withDatabases(1, async ([database]) => {
    if (database !== undefined) await use(database.db);
  });

/** The stored records, after a look at every link of their chain. */
async function chainIn(db: Database['db']): Promise<readonly AuditRecord[]> {
  const rows = await db.selectFrom('audit_events').selectAll().orderBy('seq').execute();
  let prev = noLine;
  for (const [index, row] of rows.entries()) {
    const record = JSON.parse(row.record);
    expect(record).toMatchObject({ seq: index + 1, prev, time: row.time.toISOString(), type: row.type });
    expect(row.seq).toBe(index + 1);
    expect(canonical(record)).toBe(row.record);
    prev = hashOf(row.record);
    expect(row.hash.toString('hex')).toBe(prev);
  }
  return rows.map(({ record }) => JSON.parse(record));
}

test('events are chained in the order they were told, once', () =>
  withDatabase(async (db) => {
    for (const id of ['op_1', 'op_2', 'op_3']) await tell(db, id);
    expect(await chainEvents(db)).toBe(3);
    await tell(db, 'op_4');
    expect(await chainEvents(db)).toBe(1);
    expect(await chainEvents(db)).toBe(0);
    expect((await chainIn(db)).map(({ operation }) => operation)).toEqual(['op_1', 'op_2', 'op_3', 'op_4']);
    expect(await db.selectFrom('audit_outbox').selectAll().execute()).toEqual([]);
  }));

test('an event is told if, and only if, its transaction is committed', () =>
  withDatabase(async (db) => {
    const undone = db.transaction().execute(async (transaction) => {
      await tell(transaction, 'op_undone');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await db.transaction().execute((transaction) => tell(transaction, 'op_done'));
    await chainEvents(db);
    expect((await chainIn(db)).map(({ operation }) => operation)).toEqual(['op_done']);
  }));

test('an event that commits late is not lost to those that were chained before it', () =>
  withDatabase(async (db) => {
    await db.transaction().execute(async (transaction) => {
      await tell(transaction, 'op_late');
      await tell(db, 'op_early');
      expect(await chainEvents(db)).toBe(1);
    });
    expect(await chainEvents(db)).toBe(1);
    expect((await chainIn(db)).map(({ operation }) => operation)).toEqual(['op_early', 'op_late']);
  }));

test('replicas that tell and chain at the same time make one chain without gaps', () =>
  withDatabases(4, async (databases) => {
    const [first] = databases;
    const each = 300;
    await Promise.all(
      databases.flatMap(({ db }, replica) => [
        (async () => {
          for (let number = 0; number < each; number += 1) await tell(db, `op_${replica}_${number}`);
        })(),
        (async () => {
          for (let round = 0; round < 30; round += 1) await chainEvents(db);
        })(),
      ]),
    );
    if (first === undefined) throw new Error('no database');
    await chainEvents(first.db);
    const records = await chainIn(first.db);
    expect(records).toHaveLength(databases.length * each);
    for (const [replica] of databases.entries()) {
      const own = records.flatMap(({ operation = '' }) => (operation.startsWith(`op_${replica}_`) ? [operation] : []));
      expect(own).toEqual(Array.from({ length: each }, (_, number) => `op_${replica}_${number}`));
    }
  }));

test('only one at a time chains: another waits until it has committed', () =>
  withDatabase(async (db) => {
    await tell(db, 'op_1');
    const waiting = async (): Promise<boolean> => {
      const { rows } = await sql`
        select 1 from pg_locks join pg_database on pg_database.oid = pg_locks.database
        where locktype = 'advisory' and not granted and datname = current_database()
      `.execute(db);
      return rows.length > 0;
    };
    let ended = false;
    let chaining: Promise<unknown> = Promise.resolve();
    await db.transaction().execute(async (other) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('orgway audit chain', 0))`.execute(other);
      chaining = chainEvents(db).then(() => {
        ended = true;
      });
      while (!ended && !(await waiting())) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(ended).toBe(false);
    });
    await chaining;
    expect(await chainIn(db)).toHaveLength(1);
  }));

test('more than one batch is chained in one go', () =>
  withDatabase(async (db) => {
    await sql`
      insert into audit_outbox (time, event)
      select now(), jsonb_build_object('type', 'key.used', 'count', number) from generate_series(1, 1234) number
    `.execute(db);
    expect(await chainEvents(db)).toBe(1234);
    expect((await chainIn(db)).map(({ count }) => count)).toEqual(
      Array.from({ length: 1234 }, (_, index) => index + 1),
    );
  }));

test('a clock that is wrong pushes no record out of line, and what it said is kept', () =>
  withDatabase(async (db) => {
    const now = Date.now();
    const times = [now - 60_000, now + 3_600_000, now - 3_600_000, now - 1_000].map((time) => new Date(time));
    for (const [index, time] of times.entries()) await tell(db, `op_${index}`, time);
    await chainEvents(db);
    const [first, ahead, behind, slightly] = await chainIn(db);
    expect(first).not.toHaveProperty('statedTime');
    expect(first?.time).toBe(times[0]?.toISOString());
    expect(ahead?.statedTime).toBe(times[1]?.toISOString());
    expect(Date.parse(ahead?.time ?? '')).toBeLessThan(now + 60_000);
    expect(behind?.statedTime).toBe(times[2]?.toISOString());
    expect(Date.parse(behind?.time ?? '')).toBe(Date.parse(ahead?.time ?? '') - 5_000);
    expect(Date.parse(slightly?.time ?? '')).toBeGreaterThanOrEqual(Date.parse(ahead?.time ?? '') - 5_000);
  }));

test.each([
  ['update', sql`update audit_events set record = '{}'`],
  ['update of nothing', sql`update audit_events set record = '{}' where seq = 99`],
  ['delete', sql`delete from audit_events where seq = 1`],
  ['truncate', sql`truncate audit_events`],
])('the database refuses to %s what is chained', (_, statement) =>
  withDatabase(async (db) => {
    await tell(db, 'op_1');
    await chainEvents(db);
    await expect(statement.execute(db)).rejects.toThrow('the audit trail is append-only');
    expect(await chainIn(db)).toHaveLength(1);
  }),
);
