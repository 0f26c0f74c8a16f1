import { sql } from 'kysely';
import { type Outcome, Problem } from '../problem/problem.ts';
import { type Answer, failure, success } from './answer.ts';
import { type Journal, storageUnavailable } from './journal.ts';
import type { MutationCall } from './mutation.ts';
import type { StepRecord } from './step-record.ts';
import type { Attempt } from './take.ts';

/** How an attempt ended. */
export type Ended =
  | { readonly status: number; readonly body: object }
  /** With the outcome in it. */
  | { readonly problem: Problem };

/** What the answer and the audit trail say of the call. */
export type CallFacts = Pick<
  MutationCall,
  'action' | 'connection' | 'provider' | 'principal' | 'requestId' | 'instance'
>;

export interface Conclusion {
  readonly ended: Ended;
  readonly steps: StepRecord;
  readonly settledBy: 'answer' | 'reading' | 'recovery';
  /** Whether looking can ever tell, should the outcome be unknown. */
  readonly tellable: boolean;
}

/**
 * Puts the end of an attempt on record, durably, and gives the answer. When it cannot be stored, the answer says that the outcome
 * is not known, because nobody could prove it, and the record is made as soon as it can be.
 */
export async function conclude(
  journal: Journal,
  attempt: Attempt,
  call: CallFacts,
  { ended, steps, settledBy, tellable }: Conclusion,
): Promise<Answer> {
  const told: Ended =
    'problem' in ended
      ? { problem: ended.problem.with({ operationId: attempt.operation }).retold(journal.redact) }
      : ended;
  const answer =
    'problem' in told ? failure(told.problem, call.instance, call.requestId) : success(told.status, told.body);
  const outcome = outcomeOf(told);
  const store = (): Promise<void> =>
    storeEnd(journal, attempt, call, answer, told, outcome, { steps, settledBy, tellable });
  try {
    await store();
    return answer;
  } catch (error) {
    journal.backlog.add(store);
    const problem = outcome === 'not_applied' ? storageUnavailable(error) : lost(error);
    return failure(problem.with({ operationId: attempt.operation }), call.instance, call.requestId);
  }
}

const lost = (cause: unknown): Problem =>
  new Problem('outcome-unknown', {
    outcome: 'unknown',
    cause,
    detail:
      'The gateway could not put on record what became of the call, because its database is not available. Repeat it with the same Idempotency-Key.',
  });

function outcomeOf(ended: Ended): Outcome {
  return 'problem' in ended ? (ended.problem.parts.outcome ?? 'not_applied') : 'applied';
}

async function storeEnd(
  { db, presence, audit, sealed, now, observer }: Journal,
  { operation, attempt }: Attempt,
  { action, connection, provider, principal, requestId }: CallFacts,
  answer: Answer,
  ended: Ended,
  outcome: Outcome,
  { steps, settledBy, tellable }: Omit<Conclusion, 'ended'>,
): Promise<void> {
  const unsettled = outcome === 'unknown' && tellable;
  const code = 'problem' in ended ? ended.problem.code : null;
  const organization = steps.organization() ?? organizationIn(ended);
  const time = now();
  const stored = await db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('operations')
      .set({
        state: unsettled ? 'unsettled' : 'settled',
        outcome,
        code,
        reason: outcome === 'unknown' || outcome === 'partial' ? answerDetail(ended) : null,
        owner: null,
        answer: repeatable(ended, outcome) ? null : sealed.seal(answer, operation),
        settled_by: unsettled ? null : settledBy,
        settled_at: unsettled ? null : time,
        ...(organization === undefined
          ? {}
          : { organization: sql<string>`coalesce(organization, ${audit.mask(organization)})` }),
      })
      .where('id', '=', operation)
      .where('attempt', '=', attempt)
      .where('state', '<>', 'settled')
      // Who has taken it over goes on from what is on record, and knows better unless all is done.
      .$if(outcome !== 'applied', (update) => update.where('owner', '=', presence.replica))
      .executeTakeFirst();
    // Its steps are then those of whoever has taken it over, and one that looks open may be about to be sent.
    if (numUpdatedRows === 0n) return false;
    await steps.store(transaction);
    await audit.record(transaction, {
      type: 'operation.settled',
      operation,
      action,
      connection,
      provider,
      principal,
      requestId,
      outcome,
      ...(code === null ? {} : { code }),
      ...(organization === undefined ? {} : { organization }),
    });
    return true;
  });
  if (stored) observer.settled({ action, connection, outcome, settledBy });
}

const answerDetail = (ended: Ended): string | null => ('problem' in ended ? ended.problem.message : null);

/** A repeat of what may succeed later is another attempt, not the old answer again. */
const repeatable = (ended: Ended, outcome: Outcome): boolean =>
  'problem' in ended && outcome === 'not_applied' && ended.problem.retryable;

/** The organization that a create has made. */
function organizationIn(ended: Ended): string | undefined {
  const { organization } = ('body' in ended ? ended.body : {}) as { readonly organization?: { readonly id: string } };
  return organization?.id;
}
