import type { Kysely } from 'kysely';
import { Problem } from '../problem/problem.ts';
import type { Schema } from '../storage/schema.ts';
import type { EndedWrite, IntendedWrite, Recorder } from '../translation/recorder.ts';
import type { RecordedReply } from '../translation/reply.ts';
import { type Journal, storageUnavailable, unavailable } from './journal.ts';
import type { Attempt } from './take.ts';

/** What is kept, sealed, of a write that was intended: enough to look for it and to go on after it. */
export interface KeptWrite {
  readonly request: IntendedWrite['request'];
  readonly organization: string | undefined;
  readonly earlier: readonly RecordedReply[];
}

/** The record of one attempt's writes. */
export interface StepRecord extends Recorder {
  /** The organization that the writes act on, as far as it is known; a create finds it out. */
  organization(): string | undefined;
  /** The upstream operation of the write whose outcome is not known. */
  unknown(): string | undefined;
  /** Stores what ended since, and closes what was intended and never sent. For the transaction that ends the attempt. */
  store(transaction: Kysely<Schema>): Promise<void>;
}

/** Opens the record of an attempt that goes on now. */
export function recordSteps(journal: Journal, attempt: Attempt): StepRecord {
  const { db, pace, sealed, now } = journal;
  const ended = new Map<number, EndedWrite & { readonly time: Date }>();
  let organization: string | undefined;
  let intended: string | undefined;
  let unknown: string | undefined;
  const storeEnds = async (transaction: Kysely<Schema>): Promise<void> => {
    for (const { number, outcome, code, evidence, reply, time } of ended.values()) {
      await transaction
        .updateTable('steps')
        .set({
          outcome,
          code: code ?? null,
          status: evidence.status ?? null,
          response_digest: evidence.responseDigest ?? null,
          upstream_request_id: evidence.requestId === undefined ? null : journal.audit.mask(evidence.requestId),
          reply: reply === undefined ? null : sealed.seal(reply, attempt.operation),
          ended_at: time,
        })
        .where('operation', '=', attempt.operation)
        .where('attempt', '=', attempt.attempt)
        .where('number', '=', number)
        .execute();
    }
  };
  const storeIntent = async (transaction: Kysely<Schema>, write: IntendedWrite): Promise<void> => {
    const { number, operationId, request, requestDigest, before, earlier } = write;
    const intent = {
      upstream_operation: operationId,
      request_digest: requestDigest,
      request: sealed.seal(
        { request, organization: write.organization, earlier } satisfies KeptWrite,
        attempt.operation,
      ),
      before: before ?? null,
      intended_at: now(),
      outcome: null,
    };
    await transaction
      .insertInto('steps')
      .values({ operation: attempt.operation, attempt: attempt.attempt, number, ...intent })
      // Sent again, after it was read twice that it had not taken effect.
      .onConflict((conflict) => conflict.columns(['operation', 'attempt', 'number']).doUpdateSet(intent))
      .execute();
  };
  return {
    organization: () => organization,
    unknown: () => unknown,
    async intend(write) {
      organization = write.organization ?? organization;
      intended = write.operationId;
      const begin = performance.now();
      const reason = unavailable(journal);
      if (reason !== undefined) throw storageUnavailable(undefined, `${reason} Nothing was sent; try again later.`);
      try {
        await db.transaction().execute(async (transaction) => {
          await demandOwnership(transaction, attempt, journal.presence.replica);
          await storeEnds(transaction);
          await storeIntent(transaction, write);
        });
      } catch (error) {
        throw error instanceof Problem ? error : storageUnavailable(error);
      }
      ended.clear();
      // A commit that took so long may find others at work on what this replica seems to have left behind.
      if (performance.now() - begin > pace.sendWindowMs || !journal.presence.held) throw storageUnavailable();
    },
    ended(end) {
      ended.set(end.number, { ...end, time: now() });
      unknown = end.outcome === 'unknown' ? intended : undefined;
      const { reply } = end;
      if (end.outcome === 'applied' && reply !== undefined && 'body' in reply) organization ??= idIn(reply.body);
    },
    async flush() {
      if (ended.size === 0) return;
      try {
        await db.transaction().execute(storeEnds);
        ended.clear();
      } catch {
        // It is stored with the next intent or with the end of the attempt.
      }
    },
    async store(transaction) {
      await storeEnds(transaction);
      await transaction
        .updateTable('steps')
        .set({ outcome: 'not_applied', code: 'storage-unavailable' })
        .where('operation', '=', attempt.operation)
        .where('attempt', '=', attempt.attempt)
        .where('outcome', 'is', null)
        .execute();
    },
  };
}

/** Others take over what a replica seems to have left behind; from then on it must not send anything of it any more. */
async function demandOwnership(
  transaction: Kysely<Schema>,
  { operation, attempt }: Attempt,
  replica: number,
): Promise<void> {
  const owned = await transaction
    .selectFrom('operations')
    .select('id')
    .where('id', '=', operation)
    .where('attempt', '=', attempt)
    .where('owner', '=', replica)
    .forShare()
    .executeTakeFirst();
  if (owned !== undefined) return;
  throw storageUnavailable(
    undefined,
    'Another gateway has taken this call over. Repeat it with the same Idempotency-Key.',
  );
}

const idIn = (body: unknown): string | undefined => {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  return typeof id === 'string' ? id : undefined;
};
