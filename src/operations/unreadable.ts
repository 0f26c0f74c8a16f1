import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.ts';
import type { SealedJson } from './journal.ts';

const most = 1_000;

/**
 * The ids of the operations that are not settled and whose call, or one of whose upstream writes, cannot be opened: altered, or sealed
 * under another secret.
 */
export async function unreadable(db: Kysely<Schema>, sealed: SealedJson): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('operations')
    .leftJoin('steps', 'steps.operation', 'operations.id')
    .select(['id', 'input', 'request'])
    .where('operations.state', '<>', 'settled')
    .orderBy('id')
    .limit(most)
    .execute();
  const lost = rows.filter(({ id, input, request }) => ![input, request].every(opens(sealed, id)));
  return [...new Set(lost.map(({ id }) => id))];
}

const opens =
  (sealed: SealedJson, operation: string) =>
  (bytes: Buffer | null): boolean => {
    try {
      sealed.open(bytes, operation);
      return true;
    } catch {
      return false;
    }
  };
