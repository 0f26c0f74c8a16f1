import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { Problem } from '../problem/problem.ts';
import type { OperationRow } from '../storage/journal-tables.ts';
import { type Journal, storageUnavailable } from './journal.ts';
import { kept, type MutationCall, objectOf } from './mutation.ts';
import { statementsOf } from './statements.ts';

/** An attempt at an operation that this replica may make, and nobody else. */
export interface Attempt {
  readonly operation: string;
  /** Counted from 1. */
  readonly attempt: number;
}

/**
 * Puts a new operation on record as running here; undefined when its key or its object is taken. Throws `storage-unavailable`,
 * `rate-limited`.
 */
export async function take(
  journal: Journal,
  call: MutationCall,
  scope: Buffer | null,
  print: Buffer,
): Promise<Attempt | undefined> {
  const { db, presence, audit, sealed, pace, now } = journal;
  const operation = `op_${randomUUID().replaceAll('-', '')}`;
  const attempt = { operation, attempt: 1 };
  const time = now();
  const { action, connection, provider, principal, requestId, contractDigest } = call;
  const { organization } = call.call.path;
  const object = objectOf(call);
  const body = call.call.body;
  try {
    await db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('operations')
        .values({
          id: operation,
          action,
          connection,
          provider,
          organization: organization === undefined ? null : audit.mask(organization),
          principal,
          request_id: requestId,
          key_scope: scope,
          fingerprint: print,
          object: object === undefined ? null : sealed.digest(object),
          state: 'running',
          owner: presence.replica,
          attempt: attempt.attempt,
          contract_digest: contractDigest,
          input: sealed.seal(kept(call), operation),
          looks: 0,
          created_at: time,
          started_at: time,
          expires_at: new Date(time.getTime() + pace.keyLifetimeMs),
        })
        .execute();
      await audit.record(transaction, {
        type: 'operation.started',
        operation,
        action,
        connection,
        provider,
        principal,
        requestId,
        ...(organization === undefined ? {} : { organization }),
        ...(typeof body === 'object' && body !== null ? { fields: Object.keys(body) } : {}),
      });
      // Last, as others under the same limit wait for the end of this transaction.
      await call.admit?.(statementsOf(transaction));
    });
    return attempt;
  } catch (error) {
    if (isTaken(error)) return undefined;
    // Refused, and so not on record.
    if (error instanceof Problem) throw error;
    // The commit may have come through although its answer was lost.
    journal.backlog.add(() => giveUp(journal, attempt));
    throw storageUnavailable(error);
  }
}

const isTaken = (error: unknown): boolean => {
  const { code, constraint } = (error ?? {}) as { readonly code?: string; readonly constraint?: string };
  return code === '23505' && (constraint === 'operations_key_scope' || constraint === 'operations_object');
};

/**
 * Takes up again what was read not to have taken effect and was never answered otherwise; undefined when it is not that or
 * somebody else was quicker. Throws `storage-unavailable`, `rate-limited`.
 */
export async function takeAgain(
  journal: Journal,
  found: Selectable<OperationRow>,
  call: MutationCall,
): Promise<Attempt | undefined> {
  if (!isOpen(found)) return undefined;
  const { db, presence, audit, now, sealed } = journal;
  const attempt = found.attempt + 1;
  try {
    const taken = await db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('operations')
        .set({
          state: 'running',
          outcome: null,
          code: null,
          reason: null,
          settled_by: null,
          settled_at: null,
          owner: presence.replica,
          attempt,
          looks: 0,
          started_at: now(),
          request_id: call.requestId,
          input: sealed.seal(kept(call), found.id),
        })
        .where('id', '=', found.id)
        .where('state', '=', 'settled')
        .where('attempt', '=', found.attempt)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      const { action, connection, provider, principal, requestId } = call;
      await audit.record(transaction, {
        type: 'operation.started',
        operation: found.id,
        action,
        connection,
        provider,
        principal,
        requestId,
      });
      await call.admit?.(statementsOf(transaction));
      return true;
    });
    return taken ? { operation: found.id, attempt } : undefined;
  } catch (error) {
    if (isTaken(error)) return undefined;
    // Refused, and so not on record.
    if (error instanceof Problem) throw error;
    journal.backlog.add(() => giveUp(journal, { operation: found.id, attempt }));
    throw storageUnavailable(error);
  }
}

/** Whether another attempt may be made: nothing took effect, and nothing was answered that a repeat would have to be told again. */
export const isOpen = ({ state, outcome, answer }: Selectable<OperationRow>): boolean =>
  state === 'settled' && outcome === 'not_applied' && answer === null;

/** Settles an attempt of which nothing was sent, if it is on record at all. */
async function giveUp({ db, presence, now }: Journal, { operation, attempt }: Attempt): Promise<void> {
  await db
    .updateTable('operations')
    .set({ state: 'settled', outcome: 'not_applied', owner: null, settled_by: 'recovery', settled_at: now() })
    .where('id', '=', operation)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running')
    .where('owner', '=', presence.replica)
    .execute();
}
