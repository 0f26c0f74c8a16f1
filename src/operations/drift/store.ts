import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import { rowOf, talliedOf } from './row.ts';
import { beyond, merged, overflowKeyword, type Tallied } from './tally.ts';

/**
 * Adds what was counted to what is on record, so many kinds of a connection at most: kinds that harm nothing and were not seen for
 * the longest time give way to those that matter, and what goes over is counted in one record of its own. All or nothing.
 */
export async function storeDrift(db: Kysely<Schema>, tallied: readonly Tallied[], bound: number): Promise<void> {
  const connections = [...Map.groupBy(tallied, ({ connection }) => connection)];
  await db.transaction().execute(async (transaction) => {
    // In one order, so that replicas do not wait for each other in a circle.
    for (const [connection, kinds] of connections.sort(([a], [b]) => (a < b ? -1 : 1))) {
      await sql`select pg_advisory_xact_lock(hashtext('orgway drift'), hashtext(${connection}))`.execute(transaction);
      await add(transaction, await admitted(transaction, connection, kinds, bound));
    }
  });
}

/** What may be counted, given what is on record already: there is one of each kind. */
async function admitted(
  db: Transaction<Schema>,
  connection: string,
  kinds: readonly Tallied[],
  bound: number,
): Promise<readonly Tallied[]> {
  const ids = kinds.map((each) => rowOf(each).id);
  const rows = await db.selectFrom('drift_records').select('id').where('id', 'in', ids).execute();
  const known = new Set(rows.map(({ id }) => id));
  const isOverflow = ({ deviation }: Tallied): boolean => deviation.keyword === overflowKeyword;
  const [overflown, proper] = [kinds.filter(isOverflow), kinds.filter((each) => !isOverflow(each))];
  const fresh = proper.filter((each) => !known.has(rowOf(each).id));
  const again = proper.filter((each) => known.has(rowOf(each).id));
  // Those that matter come first.
  const ranked = [...fresh.filter((each) => !isHarmless(each)), ...fresh.filter(isHarmless)];
  const free = ranked.length === 0 ? 0 : Math.max(0, bound - (await recordsOf(db, connection)));
  const lacking = ranked.filter((each) => !isHarmless(each)).length - free;
  const withdrawn = lacking > 0 ? await withdraw(db, connection, lacking, ids) : [];
  const room = free + withdrawn.length;
  const [first, ...rest] = [...overflown, ...[...ranked.slice(room), ...withdrawn].map(beyond)];
  const overflow = first === undefined ? [] : [rest.reduce((all, each) => merged(all, each), first)];
  return [...again, ...ranked.slice(0, room), ...overflow];
}

const isHarmless = ({ impact }: Tallied): boolean => impact.severity === 'harmless';

async function recordsOf(db: Transaction<Schema>, connection: string): Promise<number> {
  const { records } = await db
    .selectFrom('drift_records')
    .select(({ fn }) => fn.countAll<number>().as('records'))
    .where('connection', '=', connection)
    .where('keyword', '!=', overflowKeyword)
    .executeTakeFirstOrThrow();
  return records;
}

/** Takes records that harm nothing out, at most so many, those first that were not seen for the longest time. */
async function withdraw(
  db: Transaction<Schema>,
  connection: string,
  many: number,
  except: readonly string[],
): Promise<readonly Tallied[]> {
  const rows = await db
    .deleteFrom('drift_records')
    .where('id', 'in', (from) =>
      from
        .selectFrom('drift_records')
        .select('id')
        .where('connection', '=', connection)
        .where('severity', '=', 'harmless')
        .where('keyword', '!=', overflowKeyword)
        .where('id', 'not in', [...except])
        .orderBy('last_seen')
        .limit(many),
    )
    .returningAll()
    .execute();
  return rows.map(talliedOf);
}

/** From 1 for the worst. */
const rankOf = (table: 'drift_records' | 'excluded') =>
  sql`array_position(array['breaking', 'risky', 'harmless'], ${sql.ref(`${table}.severity`)})`;

/** Adds to the counts on record. */
async function add(db: Transaction<Schema>, kinds: readonly Tallied[]): Promise<void> {
  const severity = sql<'breaking' | 'risky' | 'harmless'>`case
    when excluded.keyword = ${overflowKeyword} and ${rankOf('drift_records')} < ${rankOf('excluded')} then drift_records.severity
    else excluded.severity
  end`;
  await db
    .insertInto('drift_records')
    .values(kinds.map(rowOf))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        // What it means may have changed with the translation.
        severity,
        unified_operations: ({ ref }) => ref('excluded.unified_operations'),
        unified_fields: ({ ref }) => ref('excluded.unified_fields'),
        contract_version: ({ ref }) => ref('excluded.contract_version'),
        count: sql`drift_records.count + excluded.count`,
        first_seen: sql`least(drift_records.first_seen, excluded.first_seen)`,
        last_seen: sql`greatest(drift_records.last_seen, excluded.last_seen)`,
      }),
    )
    .execute();
}
