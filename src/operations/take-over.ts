import type { Selectable } from 'kysely';
import { Problem } from '../problem/problem.ts';
import type { OperationRow } from '../storage/journal-tables.ts';
import type { Journal } from './journal.ts';

/**
 * Takes an operation that is not settled and that nobody is at; `asked`: also one that was given up as unknown, or is partial.
 * Undefined when there is nothing to take. Throws `operation-in-progress` when another one is at work on its organization.
 */
export async function takeOver(
  { db, presence }: Journal,
  operation: string,
  asked: boolean,
): Promise<Selectable<OperationRow> | undefined> {
  const { replica: owner } = presence;
  const open = await db
    .updateTable('operations')
    .set({ owner })
    .where('id', '=', operation)
    .where('state', '=', 'unsettled')
    .where('owner', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (open !== undefined || !asked) return open;
  try {
    return await db
      .updateTable('operations')
      .set({ owner, state: 'unsettled', settled_by: null, settled_at: null, looks: 0 })
      .where('id', '=', operation)
      .where('state', '=', 'settled')
      .where('outcome', 'in', ['unknown', 'partial'])
      .where('input', 'is not', null)
      .returningAll()
      .executeTakeFirst();
  } catch (error) {
    if ((error as { readonly code?: string }).code !== '23505') throw error;
    throw new Problem('operation-in-progress', { operationId: operation, headers: { 'retry-after': '1' } });
  }
}

/** Lets go of an operation that is still not settled. */
export async function release({ db, presence }: Journal, { id }: Pick<OperationRow, 'id'>): Promise<void> {
  await db
    .updateTable('operations')
    .set({ owner: null })
    .where('id', '=', id)
    .where('state', '=', 'unsettled')
    .where('owner', '=', presence.replica)
    .execute();
}
