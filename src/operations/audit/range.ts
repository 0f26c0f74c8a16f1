import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import type { ChainHead } from './head.ts';
import { clockToleranceMs, noLine } from './record.ts';

/** From when, included, to when, not included; unlimited where absent. */
export interface TimeRange {
  readonly fromTime?: Date;
  readonly toTime?: Date;
}

/**
 * The records from the first to the last whose time is in a range, to be signed. Times in the chain may go back a little, so a
 * record between those two may lie just outside.
 */
export async function rangeOf(db: Kysely<Schema>, { fromTime, toTime }: TimeRange): Promise<Omit<ChainHead, 'time'>> {
  const newest = await seqOf(db, sql`select max(seq) as seq from audit_events`);
  const to = toTime === undefined ? newest : await seqOf(db, lastBefore(toTime));
  const from = fromTime === undefined ? 1 : (await seqOf(db, firstSince(fromTime))) || newest + 1;
  const prev = await hashAt(db, from - 1);
  return { from, to: Math.max(to, from - 1), prev, head: to < from ? prev : await hashAt(db, to) };
}

// Both look only at records whose time is near the border, as no other can be the first or the last of the range.
const tolerance = sql`make_interval(secs => ${clockToleranceMs / 1_000})`;
const firstSince = (time: Date): RawBuilder<unknown> => sql`
  select min(seq) as seq from audit_events
  where time >= ${time} and time <= (select min(time) from audit_events where time >= ${time}) + ${tolerance}`;
const lastBefore = (time: Date): RawBuilder<unknown> => sql`
  select max(seq) as seq from audit_events
  where time < ${time} and time >= (select max(time) from audit_events where time < ${time}) - ${tolerance}`;

/** The `seq` of the one row that a query answers; 0 for null. */
async function seqOf(db: Kysely<Schema>, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await (query as RawBuilder<{ readonly seq: number | null }>).execute(db);
  return rows[0]?.seq ?? 0;
}

async function hashAt(db: Kysely<Schema>, seq: number): Promise<string> {
  if (seq === 0) return noLine;
  const row = await db.selectFrom('audit_events').select('hash').where('seq', '=', seq).executeTakeFirst();
  if (row === undefined) throw new Error(`record ${seq} of the audit trail is not in the database: it was removed`);
  return row.hash.toString('hex');
}
