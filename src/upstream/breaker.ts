import { CircuitState as Circuit, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { withoutStack } from '../problem/without-stack.ts';
import { UpstreamFault, UpstreamRefusal } from './fault.ts';
import type { BreakerTerms } from './resilience.ts';

/** `open`: the upstream is taken for down. `half-open`: one read is under way to see whether it still is. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** Stops asking an upstream that fails call after call. */
export interface Breaker {
  readonly state: CircuitState;
  /** Milliseconds until a read may try the upstream again: 0 when the time has come, undefined while calls go through. */
  dueMs(): number | undefined;
  /** Why a call would be refused now; undefined when it may be made. A write never is the one that tries. */
  refusal(effect: 'read' | 'write'): UpstreamRefusal | undefined;
  /**
   * Makes a call, whose end counts. `probing`: this is the read that tries. Throws `UpstreamRefusal`, or whatever `work` throws.
   */
  run<T extends Answered>(effect: 'read' | 'write', work: (probing: boolean) => Promise<T>): Promise<T>;
}

interface Answered {
  readonly status: number;
}

const names: Readonly<Record<Circuit, CircuitState>> = {
  [Circuit.Closed]: 'closed',
  [Circuit.Open]: 'open',
  [Circuit.HalfOpen]: 'half-open',
  [Circuit.Isolated]: 'open',
};

/** What counts against the upstream: that it or the way to it is down. */
const isDown = (error: unknown): boolean => error instanceof UpstreamFault && error.passing;
const isServerError = (answer: unknown): boolean => (answer as Answered).status >= 500;

/** A breaker by these terms. `changed` hears of every state it goes over to. */
export function createBreaker(
  { failures, openMs, maxOpenMs }: BreakerTerms,
  changed: (state: CircuitState) => void,
): Breaker {
  // How long it is open is kept here, by a clock that nobody sets, so that the policy itself never waits.
  const policy = circuitBreaker(handleWhen(isDown).orWhenResult(isServerError), {
    halfOpenAfter: Number.NEGATIVE_INFINITY,
    breaker: new ConsecutiveBreaker(failures),
  });
  let openings = 0;
  let openUntil = 0;
  policy.onBreak(() => {
    openings += 1;
    openUntil = performance.now() + Math.min(openMs * openings, maxOpenMs);
  });
  policy.onReset(() => {
    openings = 0;
  });
  policy.onStateChange((state) => changed(names[state]));
  const dueMs = (): number | undefined => {
    if (policy.state === Circuit.Closed) return undefined;
    return policy.state === Circuit.Open ? Math.max(0, openUntil - performance.now()) : 0;
  };
  const refusal = (effect: 'read' | 'write'): UpstreamRefusal | undefined => {
    const due = dueMs();
    if (due === undefined || (effect === 'read' && due === 0 && policy.state === Circuit.Open)) return undefined;
    const seconds = Math.max(1, Math.ceil(due / 1000));
    return withoutStack(
      () => new UpstreamRefusal('circuit-open', new Error('the upstream failed call after call'), seconds),
    );
  };
  return {
    get state() {
      return names[policy.state];
    },
    dueMs,
    refusal,
    async run(effect, work) {
      const refused = refusal(effect);
      if (refused !== undefined) throw refused;
      const probing = policy.state === Circuit.Open;
      return policy.execute(() => work(probing));
    },
  };
}
