import { type Kysely, sql, type Transaction } from 'kysely';
import type { AuditEventRow } from '../../storage/audit-tables.ts';
import type { Schema } from '../../storage/schema.ts';
import type { AuditEvent } from './event.ts';
import { type AuditRecord, canonical, clockToleranceMs, hashOf, noLine } from './record.ts';

const batchSize = 500;

/** An event as the outbox gives it back. */
interface Told {
  readonly id: number;
  readonly time: Date;
  readonly event: AuditEvent;
}

/** Where the chain ends, and the times that the next record has to fit in with; milliseconds. */
interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
  readonly latest: number;
  readonly now: number;
}

/** Gives every event of the outbox its place in the chain, in the order they were told; answers how many there were. */
export async function chainEvents(db: Kysely<Schema>): Promise<number> {
  let chained = 0;
  for (;;) {
    const batch = await chainBatch(db);
    chained += batch;
    if (batch < batchSize) return chained;
  }
}

async function chainBatch(db: Kysely<Schema>): Promise<number> {
  // Most looks find nothing, and those need neither a transaction nor the lock.
  const waiting = await db.selectFrom('audit_outbox').select('id').limit(1).executeTakeFirst();
  if (waiting === undefined) return 0;
  return db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      // One writer at a time. What it wrote can be seen before its lock is free, so that the next one continues from there.
      await sql`select pg_advisory_xact_lock(hashtextextended('orgway audit chain', 0))`.execute(transaction);
      const told = await taken(transaction);
      if (told.length > 0) {
        const rows = linked(told, await chainEnd(transaction));
        await transaction.insertInto('audit_events').values(rows).execute();
      }
      return told.length;
    });
}

async function taken(transaction: Transaction<Schema>): Promise<readonly Told[]> {
  const first = transaction.selectFrom('audit_outbox').select('id').orderBy('id').limit(batchSize);
  const rows = await transaction
    .deleteFrom('audit_outbox')
    .where('id', 'in', first)
    .returning(['id', 'time', 'event'])
    .execute();
  return rows
    .map(({ id, time, event }) => ({ id, time, event: event as AuditEvent }))
    .sort((one, other) => one.id - other.id);
}

async function chainEnd(transaction: Transaction<Schema>): Promise<ChainEnd> {
  const last = await transaction
    .selectFrom('audit_events')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const times = await sql<{ latest: Date | null; now: Date }>`
    select (select max(time) from audit_events) as latest, clock_timestamp() as now
  `.execute(transaction);
  const [{ latest, now } = { latest: null, now: new Date(0) }] = times.rows;
  return {
    seq: last?.seq ?? 0,
    hash: last?.hash.toString('hex') ?? noLine,
    latest: latest?.getTime() ?? 0,
    now: now.getTime(),
  };
}

function linked(told: readonly Told[], end: ChainEnd): AuditEventRow[] {
  let { seq, hash: prev, latest } = end;
  return told.map(({ time: stated, event }) => {
    seq += 1;
    const time = fitting(stated.getTime(), latest, end.now);
    latest = Math.max(latest, time);
    const record: AuditRecord = {
      ...event,
      seq,
      time: new Date(time).toISOString(),
      prev,
      ...(time === stated.getTime() ? {} : { statedTime: stated.toISOString() }),
    };
    const line = canonical(record);
    prev = hashOf(line);
    return row(record, new Date(time), line, prev);
  });
}

/**
 * The stated time, unless a wrong clock or a late commit puts it out of line: no record lies far before the ones above it, and
 * none in the future of the database, which would push everything after it there.
 */
const fitting = (stated: number, latest: number, now: number): number =>
  Math.max(Math.min(stated, now + clockToleranceMs), latest - clockToleranceMs);

const row = (record: AuditRecord, time: Date, line: string, hash: string): AuditEventRow => ({
  seq: record.seq,
  time,
  type: record.type,
  principal: record.principal ?? null,
  action: record.action ?? null,
  connection: record.connection ?? null,
  organization: record.organization ?? null,
  operation: record.operation ?? null,
  outcome: record.outcome ?? null,
  record: line,
  hash: Buffer.from(hash, 'hex'),
});
