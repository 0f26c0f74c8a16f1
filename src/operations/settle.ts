import type { Selectable } from 'kysely';
import { Problem } from '../problem/problem.ts';
import { problems } from '../problem/registry.ts';
import type { OperationRow, StepRow } from '../storage/journal-tables.ts';
import type { BoundConnection } from '../translation/bind.ts';
import { readingScope } from '../translation/exchange.ts';
import { lookedUp, type RecordedReply } from '../translation/reply.ts';
import { conclude } from './conclude.ts';
import { type Finish, finish } from './finish.ts';
import type { Journal } from './journal.ts';
import { type Finding, weigh } from './looks.ts';
import { type KeptCall, resumable } from './mutation.ts';
import { endOf, isTellable } from './operations.ts';
import { type KeptWrite, recordSteps, type StepRecord } from './step-record.ts';
import { release, takeOver } from './take-over.ts';

/** Has an operation looked after, on any replica, after a time in milliseconds. */
export type Follow = (operation: string, afterMs: number) => void;

/** Finds out what became of operations whose outcome is not known, and goes on with those that were left in the middle. */
export interface Settler {
  /** Looks now at one that is not settled. Leaves alone what somebody else is at. Never throws `Problem`. */
  settle(operation: string): Promise<void>;
  /**
   * The same because somebody asks: also for one given up as unknown, or partial. Throws `operation-in-progress`,
   * `storage-unavailable`.
   */
  reconcile(operation: string): Promise<void>;
}

/**
 * Does work with the connection that serves under an id at this moment, undefined where none does. It goes on serving until the
 * work is done, whatever is configured meanwhile.
 */
export type WithConnection = <T>(
  id: string,
  work: (connection: BoundConnection | undefined) => Promise<T>,
) => Promise<T>;

export function createSettler(journal: Journal, withConnection: WithConnection, follow: Follow): Settler {
  const run = async (operation: string, asked: boolean): Promise<void> => {
    const row = await takeOver(journal, operation, asked);
    if (row === undefined) return;
    let again: number | undefined;
    try {
      again = await withConnection(row.connection, async (connection) =>
        // Under the id of another provider's connection there is nothing to be read of it.
        connection?.provider === row.provider ? settleTaken(journal, connection, row, asked) : undefined,
      );
    } finally {
      await release(journal, row);
    }
    if (again !== undefined) follow(operation, again);
  };
  return {
    settle: (operation) => run(operation, false),
    reconcile: (operation) =>
      run(operation, true).catch((error: unknown) => {
        throw error instanceof Problem ? error : unstored(error);
      }),
  };
}

const unstored = (cause: unknown): Problem =>
  new Problem('storage-unavailable', {
    cause,
    headers: { 'retry-after': '2' },
    detail: 'What was found out could not be put on record. Nothing is lost; ask again later.',
  });

/**
 * Settles what this replica has taken over, `asked` by somebody to finish what is partial. Answers after how many milliseconds to
 * look again; undefined when it is done.
 */
async function settleTaken(
  journal: Journal,
  connection: BoundConnection,
  row: Selectable<OperationRow>,
  asked: boolean,
): Promise<number | undefined> {
  const steps = await journal.db
    .selectFrom('steps')
    .selectAll()
    .where('operation', '=', row.id)
    .where('attempt', '=', row.attempt)
    .orderBy('number')
    .execute();
  const last = steps.at(-1);
  // Nothing was ever about to be sent.
  if (last === undefined) return end(finish(journal, row, { outcome: 'not_applied', settledBy: 'recovery' }));
  const kept = journal.sealed.open(last.request, row.id) as KeptWrite;
  const others = steps.some(({ outcome }) => outcome === 'applied');
  // Read so before, by one who could not put on record any more what follows from it.
  if (last.outcome === 'not_applied' && last.reply === null && !(asked && others)) {
    return notTaken(journal, connection, row, last, kept, others);
  }
  if (last.outcome === 'applied' || last.outcome === 'not_applied') {
    return goOn(journal, connection, row, repliesUpTo(journal, last, kept), 'recovery');
  }
  const finding = await look(journal, connection, row, last, kept);
  if (finding.outcome === 'look-again') return finding.afterMs;
  const settledBy = 'reading';
  if (finding.outcome === 'applied') {
    const reply = lookedUp(finding.reply);
    await closeStep(journal, last, 'applied', reply);
    return goOn(journal, connection, row, [...kept.earlier, reply], settledBy);
  }
  if (finding.outcome === 'unknown') return end(finish(journal, row, { ...finding, settledBy }));
  await closeStep(journal, last, 'not_applied', undefined);
  return notTaken(journal, connection, row, last, kept, others);
}

/**
 * What follows from reading that the last write did not take effect: it is sent again only where others did (`others`) and twice
 * is as good as once.
 */
function notTaken(
  journal: Journal,
  connection: BoundConnection,
  row: Selectable<OperationRow>,
  last: Selectable<StepRow>,
  kept: KeptWrite,
  others: boolean,
): Promise<number | undefined> {
  const settledBy = 'reading';
  if (!others) return end(finish(journal, row, { outcome: 'not_applied', settledBy }));
  const settlement = connection.settlementOf(last.upstream_operation);
  if ('repeatable' in settlement && settlement.repeatable === true) {
    return goOn(journal, connection, row, kept.earlier, settledBy);
  }
  return end(finish(journal, row, { ...halfDone(last), settledBy }));
}

const halfDone = ({ upstream_operation }: StepRow): Pick<Finish, 'outcome' | 'reason'> => ({
  outcome: 'partial',
  reason: `${upstream_operation} did not take effect, and the upstream writes before it did; sending it again could do it twice.`,
});

async function end(finished: Promise<void>): Promise<undefined> {
  await finished;
}

async function look(
  journal: Journal,
  connection: BoundConnection,
  row: Selectable<OperationRow>,
  step: Selectable<StepRow>,
  { request, organization }: KeptWrite,
): Promise<Finding> {
  const settlement = connection.settlementOf(step.upstream_operation);
  if ('untellable' in settlement) return { outcome: 'unknown', reason: settlement.untellable };
  const looked = await connection.look(step.upstream_operation, request, readingScope(organization));
  return weigh(journal, row, step, looked, settlement.quietMs * journal.pace.quietFactor);
}

/** What the calls up to a write that is over answered; without the write itself where it may well be sent again. */
function repliesUpTo(journal: Journal, step: Selectable<StepRow>, { earlier }: KeptWrite): readonly RecordedReply[] {
  const reply = journal.sealed.open(step.reply, step.operation) as RecordedReply | null;
  const code = step.code as Problem['code'] | null;
  const again = step.outcome === 'not_applied' && (code === null || problems[code].retryable);
  return reply === null || again ? earlier : [...earlier, reply];
}

async function closeStep(
  { db, sealed, now }: Journal,
  { operation, attempt, number }: Selectable<StepRow>,
  outcome: 'applied' | 'not_applied',
  reply: RecordedReply | undefined,
): Promise<void> {
  await db
    .updateTable('steps')
    .set({ outcome, ended_at: now(), ...(reply === undefined ? {} : { reply: sealed.seal(reply, operation) }) })
    .where('operation', '=', operation)
    .where('attempt', '=', attempt)
    .where('number', '=', number)
    .execute();
}

/** Runs the rest of an operation after what is known of its beginning. */
async function goOn(
  journal: Journal,
  connection: BoundConnection,
  row: Selectable<OperationRow>,
  earlier: readonly RecordedReply[],
  settledBy: 'reading' | 'recovery',
): Promise<number | undefined> {
  const { id: operation, attempt, principal, provider } = row;
  const kept = journal.sealed.open(row.input, operation) as KeptCall;
  const bound = connection.operations[row.action as keyof BoundConnection['operations']];
  const steps = inOwnName(kept, recordSteps(journal, { operation, attempt }));
  const ended = await endOf(async () => {
    const body = await bound.prepare(resumable(kept)).mutate(operation, steps, earlier);
    return { status: bound.status, body };
  });
  const tellable = isTellable(connection, steps.unknown());
  const { requestId, instance } = kept;
  const call = { action: bound.id, connection: row.connection, provider, principal, requestId, instance };
  await conclude(journal, { operation, attempt }, call, { ended, steps, settledBy, tellable });
  return tellable && steps.unknown() !== undefined ? journal.pace.looksAfterMs[0] : undefined;
}

/** An acting member's tokens are not kept, and what the member asked for must not be done with the connection's own rights. */
function inOwnName({ acting }: KeptCall, steps: StepRecord): StepRecord {
  if (!acting) return steps;
  const refused = new Problem('permission-denied', {
    detail: "The rest can only be done with the acting member's session, which is not kept; repeat it under a new key.",
  });
  return Object.assign(Object.create(steps) as StepRecord, { intend: () => Promise.reject(refused) });
}
