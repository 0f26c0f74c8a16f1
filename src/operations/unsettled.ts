import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.ts';

/** How many operations of each connection have an outcome that is not known yet. Rejects when the database cannot be read. */
export async function countUnsettled(db: Kysely<Schema>): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('operations')
    .select(['connection', (count) => count.fn.countAll<number>().as('operations')])
    .where('state', '=', 'unsettled')
    .groupBy('connection')
    .execute();
  return new Map(rows.map(({ connection, operations }) => [connection, operations]));
}
