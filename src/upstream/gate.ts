import { createBreaker } from './breaker.ts';
import { createBulkhead, type Waiting } from './bulkhead.ts';
import { type UpstreamFault, UpstreamRefusal } from './fault.ts';
import type { UpstreamObserver } from './observer.ts';
import type { Resilience } from './resilience.ts';
import { createTokenBucket } from './token-bucket.ts';

export type Effect = 'read' | 'write';

/** What every call of a connection passes: its circuit breaker, its bulkhead, its rate limit. */
export interface Gate {
  /** Whether the circuit breaker takes the upstream for down. */
  readonly down: boolean;
  /** Why a call that comes now would be refused; undefined when it would not. */
  refusal(effect: Effect): UpstreamRefusal | undefined;
  /**
   * Makes a call when it is its turn. `timeMs`: as long as it has got. `work` gets the signal that ends it. Throws
   * `UpstreamRefusal`, or whatever `work` throws.
   */
  pass<T extends { readonly status: number }>(
    effect: Effect,
    timeMs: number,
    waiting: Waiting,
    work: (signal: AbortSignal | undefined) => Promise<T>,
  ): Promise<T>;
}

export interface GateTerms extends Pick<Resilience, 'breaker' | 'queue' | 'rateLimit'> {
  readonly concurrency: number;
  readonly observer: UpstreamObserver;
  /** Makes a read of its own, so that writes are not refused for ever where nobody reads. Undefined: somebody will. */
  readonly probe: (() => void) | undefined;
}

export function createGate({ breaker: terms, queue, rateLimit, concurrency, observer, probe }: GateTerms): Gate {
  const breaker = terms && createBreaker(terms, observer.circuit);
  const bulkhead = createBulkhead({
    concurrency,
    queue,
    bucket: rateLimit && createTokenBucket(rateLimit),
    changed: observer.occupancy,
  });
  const circuitRefusal = (effect: Effect): UpstreamRefusal | undefined => {
    const refusal = breaker?.refusal(effect);
    if (refusal !== undefined && effect === 'write' && breaker?.dueMs() === 0) probe?.();
    return refusal;
  };
  const told = <F>(fault: F): F => {
    if (fault instanceof UpstreamRefusal) observer.refused(fault.reason);
    return fault;
  };
  return {
    get down() {
      return breaker !== undefined && breaker.state !== 'closed';
    },
    refusal: (effect) => circuitRefusal(effect) ?? (bulkhead.full ? bulkhead.overloaded() : undefined),
    async pass(effect, timeMs, waiting, work) {
      // Nobody waits for what will be refused.
      const refusal = circuitRefusal(effect);
      if (refusal !== undefined) throw told(refusal);
      try {
        const leave = await bulkhead.enter(timeMs, waiting);
        try {
          // The read that tries the upstream is made to its end, whoever asked for it.
          return breaker === undefined
            ? await work(waiting.signal)
            : await breaker.run(effect, (probing) => work(probing ? undefined : waiting.signal));
        } finally {
          leave();
        }
      } catch (error) {
        throw told(error as UpstreamFault);
      }
    },
  };
}
