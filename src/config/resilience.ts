import { type Resilience, usualResilience } from '../upstream/resilience.ts';
import { type Loose, objectOf } from './loose.ts';

/** What a connection does when its upstream is in trouble, as it is written. */
export interface WrittenResilience {
  readonly retries?: number;
  readonly breaker?:
    | false
    | { readonly failures?: number; readonly openSeconds?: number; readonly maxOpenSeconds?: number };
  readonly queue?: { readonly length?: number; readonly waitMs?: number };
  readonly rateLimit?: { readonly requestsPerSecond: number; readonly burst?: number };
}

/** With nothing left to default. */
export function resilienceOf({ retries, breaker, queue, rateLimit }: WrittenResilience): Resilience {
  const usual = usualResilience;
  return {
    retries: retries ?? usual.retries,
    breaker: breaker === false ? undefined : breakerOf(breaker),
    queue: { ...usual.queue, ...queue },
    rateLimit: rateLimit && { burst: Math.ceil(rateLimit.requestsPerSecond), ...rateLimit },
  };
}

function breakerOf({ failures, openSeconds, maxOpenSeconds }: Exclude<WrittenResilience['breaker'], false> = {}) {
  const { breaker: usual } = usualResilience;
  const openMs = openSeconds === undefined ? usual.openMs : openSeconds * 1_000;
  const maxOpenMs = maxOpenSeconds === undefined ? Math.max(usual.maxOpenMs, openMs) : maxOpenSeconds * 1_000;
  return { failures: failures ?? usual.failures, openMs, maxOpenMs };
}

/** Reports the terms of a breaker that contradict each other. */
export function checkResilience(
  { connections }: Loose,
  fault: (path: readonly string[], message: string) => void,
): void {
  for (const [id, connection] of Object.entries(objectOf(connections))) {
    const { breaker } = objectOf(connection);
    const { openSeconds = usualResilience.breaker.openMs / 1_000, maxOpenSeconds } = objectOf(breaker);
    if (typeof openSeconds === 'number' && typeof maxOpenSeconds === 'number' && maxOpenSeconds < openSeconds) {
      const message = `must be at least openSeconds, which is ${openSeconds}`;
      fault(['connections', id, 'breaker', 'maxOpenSeconds'], message);
    }
  }
}
