import type { CircuitState } from './breaker.ts';
import type { Reach, RefusalReason } from './fault.ts';

/** One attempt at an upstream call, when it is over. */
export interface Attempted {
  readonly effect: 'read' | 'write';
  /** The status answered, or how far the call came without a usable answer. */
  readonly ended: number | Reach;
  /** Milliseconds from its start, without the time it waited for its turn. */
  readonly ms: number;
}

/** Hears what a connection does about its upstream, for metrics and logs. */
export interface UpstreamObserver {
  attempted(attempt: Attempted): void;
  /** A call that failed is made again. */
  retried(effect: 'read' | 'write'): void;
  /** A call was refused before anything of it was sent. */
  refused(reason: RefusalReason): void;
  /** The circuit breaker went over to another state. */
  circuit(state: CircuitState): void;
  /** Calls that are under way and that wait for their turn, whenever either changes. */
  occupancy(running: number, waiting: number): void;
}

/** Tells nobody. */
export const silentObserver: UpstreamObserver = {
  attempted() {},
  retried() {},
  refused() {},
  circuit() {},
  occupancy() {},
};
