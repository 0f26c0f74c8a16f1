import { Problem } from '../problem/problem.ts';
import { noteOperation } from '../telemetry/work.ts';
import type { BoundConnection, BoundOperation, UnifiedCall } from '../translation/bind.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { demandAcknowledgement } from './acknowledgement.ts';
import { type Answer, success } from './answer.ts';
import { claim, type Refusal, type Settle } from './claim.ts';
import { conclude, type Ended } from './conclude.ts';
import { dryRun } from './dry-run.ts';
import type { Journal } from './journal.ts';
import type { MutationCall } from './mutation.ts';
import { currentOrganization, demandMatch } from './precondition.ts';
import { recordSteps } from './step-record.ts';

/** What a caller says about a mutation beside its content. */
export interface Terms
  extends Pick<
    MutationCall,
    'principal' | 'requestId' | 'instance' | 'idempotencyKey' | 'ifMatch' | 'waitMs' | 'admit'
  > {
  /** The caller's word that a call may be irreversible. */
  readonly acknowledge: unknown;
  readonly dryRun: boolean;
}

/** A mutation's answer. */
export interface Performed extends Answer {
  /** Whether it is that of an earlier call. */
  readonly replayed: boolean;
}

/** One unified operation of one connection, with the rules that protect what it changes. */
export interface Operation {
  /** Throws `capability-not-supported` where the provider cannot do it, so that callers learn that before anything else. */
  demandSupport(): void;
  /** Answers an operation that only reads; ends with `signal`. Throws `Problem`. */
  read(call: UnifiedCall, signal?: AbortSignal): Promise<object>;
  /** Makes a mutation, at most once for a key. Throws `Problem` for what is refused before it is on record. */
  mutate(call: UnifiedCall, terms: Terms): Promise<Performed>;
}

/** What the operations of a connection need of the journal. */
export interface Keeping {
  readonly journal: Journal;
  readonly settle: Settle;
  /** Has an outcome that is not known looked after. */
  readonly follow: (operation: string) => void;
}

const dryRunType = 'application/vnd.orgway.dry-run+json';

/** Composes the operations of one connection, once at start. `refusal`: why a mutation is not begun at this moment. */
export function composeOperations(
  connection: BoundConnection,
  keeping: Keeping,
  refusal: Refusal,
): Readonly<Record<UnifiedOperationId, Operation>> {
  return Object.fromEntries(
    Object.entries(connection.operations).map(([id, bound]) => [
      id,
      operation(id as UnifiedOperationId, bound, connection, keeping, refusal),
    ]),
  ) as Record<UnifiedOperationId, Operation>;
}

function operation(
  action: UnifiedOperationId,
  bound: BoundOperation,
  connection: BoundConnection,
  { journal, settle, follow }: Keeping,
  refusal: Refusal,
): Operation {
  return {
    demandSupport() {
      if (bound.unsupported !== undefined) {
        throw new Problem('capability-not-supported', { detail: bound.unsupported });
      }
    },
    read: (call, signal) => bound.prepare(call).run(signal),
    async mutate(call, { acknowledge, dryRun: dry, ...terms }) {
      if (!dry) demandAcknowledgement(bound.facts, acknowledge);
      const prepared = bound.prepare(call);
      if (dry) {
        const plan = await dryRun(connection, action, call, prepared, terms.ifMatch);
        return { ...success(200, plan, dryRunType), replayed: false };
      }
      const { connection: name, provider, contract } = connection;
      const mutation: MutationCall = {
        ...terms,
        action,
        connection: name,
        provider,
        contractDigest: contract.digest,
        call,
      };
      const claimed = await claim(journal, mutation, settle, refusal);
      if ('replay' in claimed) {
        const { operation: of, replay } = claimed;
        const { principal, requestId } = terms;
        noteOperation(of);
        journal.observer.replayed(action);
        journal.audit.note({
          type: 'operation.replayed',
          operation: of,
          action,
          connection: name,
          principal,
          requestId,
        });
        return { ...replay, replayed: true };
      }
      const { attempt } = claimed;
      noteOperation(attempt.operation);
      const steps = recordSteps(journal, attempt);
      const ended = await endOf(async () => {
        if (terms.ifMatch !== undefined) demandMatch(await currentOrganization(connection, call), terms.ifMatch);
        return { status: bound.status, body: await prepared.mutate(attempt.operation, steps, []) };
      });
      const tellable = isTellable(connection, steps.unknown());
      const answer = await conclude(journal, attempt, mutation, { ended, steps, settledBy: 'answer', tellable });
      if (tellable && steps.unknown() !== undefined) follow(attempt.operation);
      return { ...answer, replayed: false };
    },
  };
}

/** What an attempt ended in. What is no problem is a mistake of ours, told as one. */
export async function endOf(attempt: () => Promise<Ended>): Promise<Ended> {
  try {
    return await attempt();
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem('internal', { cause: error });
    return { problem: problem.with({ outcome: 'not_applied' }) };
  }
}

/** Whether looking can tell what became of an upstream write; undefined is no write at all. */
export const isTellable = ({ settlementOf }: BoundConnection, upstreamOperation: string | undefined): boolean =>
  upstreamOperation !== undefined && !('untellable' in settlementOf(upstreamOperation));
