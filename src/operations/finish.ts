import type { Selectable } from 'kysely';
import { Problem } from '../problem/problem.ts';
import type { OperationRow } from '../storage/journal-tables.ts';
import { failure } from './answer.ts';
import type { Journal } from './journal.ts';
import type { KeptCall } from './mutation.ts';

/** How an operation is settled without going on with it. */
export interface Finish {
  readonly outcome: 'not_applied' | 'partial' | 'unknown';
  readonly settledBy: 'reading' | 'recovery';
  /** One sentence about what is partial or unknown. */
  readonly reason?: string;
}

/**
 * Settles an operation that this replica has taken over. After "not applied" nothing is answered under its key any more, so that
 * a repeat makes another attempt; otherwise a repeat is told what is known. An outcome that was answered as unknown and stays so
 * is answered as it was; the record says why.
 */
export async function finish(
  { db, audit, sealed, now, observer }: Journal,
  row: Selectable<OperationRow>,
  { outcome, settledBy, reason }: Finish,
): Promise<void> {
  const { id, attempt, action, connection, provider, principal, input } = row;
  const { requestId, instance } = sealed.open(input, id) as KeptCall;
  const problem = new Problem('outcome-unknown', {
    outcome,
    operationId: id,
    ...(reason === undefined ? {} : { detail: `${reason} Read the organization before you decide what to do.` }),
  });
  const same = outcome === 'unknown' && row.outcome === 'unknown' && row.answer !== null;
  const told = same
    ? { code: row.code, answer: row.answer }
    : { code: problem.code, answer: sealed.seal(failure(problem, instance, requestId), id) };
  const stored = await db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('operations')
      .set({
        state: 'settled',
        outcome,
        reason: reason ?? null,
        owner: null,
        ...(outcome === 'not_applied' ? { code: null, answer: null } : told),
        settled_by: settledBy,
        settled_at: now(),
      })
      .where('id', '=', id)
      .where('attempt', '=', attempt)
      .where('state', '<>', 'settled')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await audit.record(transaction, {
      type: 'operation.settled',
      operation: id,
      action,
      connection,
      provider,
      principal,
      requestId,
      outcome,
    });
    return true;
  });
  if (stored) observer.settled({ action, connection, outcome, settledBy });
}
