import { Problem } from '../problem/problem.ts';
import type { BoundConnection, BoundOperation, UnifiedCall } from '../translation/bind.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { demandAcknowledgement } from './acknowledgement.ts';

/** One unified operation of one connection, with the rules that protect what it changes. */
export interface Operation {
  /** Throws `capability-not-supported` where the provider cannot do it, so that callers learn that before anything else. */
  demandSupport(): void;
  /** Throws `Problem`. `acknowledge` is the caller's word that a call may be irreversible. */
  perform(call: UnifiedCall, acknowledge: unknown): Promise<object>;
}

/** Composes the operations of one connection, once at start. */
export function composeOperations(connection: BoundConnection): Readonly<Record<UnifiedOperationId, Operation>> {
  return Object.fromEntries(
    Object.entries(connection.operations).map(([id, bound]) => [id, operation(bound)]),
  ) as Record<UnifiedOperationId, Operation>;
}

function operation(bound: BoundOperation): Operation {
  return {
    demandSupport() {
      if (bound.unsupported !== undefined) {
        throw new Problem('capability-not-supported', { detail: bound.unsupported });
      }
    },
    perform(call, acknowledge) {
      demandAcknowledgement(bound.facts, acknowledge);
      return bound.run(call);
    },
  };
}
