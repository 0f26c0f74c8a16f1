import { sql } from 'kysely';
import type { Database } from '../../src/storage/database.ts';

/** How many operations are on record. */
export async function recordedOperations({ db }: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from operations`.execute(db);
  return rows[0]?.count ?? Number.NaN;
}
