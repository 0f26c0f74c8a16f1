import type { UpstreamAnswer } from './client.ts';
import { CallerGone, UpstreamFault } from './fault.ts';
import type { Effect } from './gate.ts';
import { retryAfterSeconds } from './retry-after.ts';
import type { RetryBudget } from './retry-budget.ts';

/** With the four retries that a configuration may have at most, no pause is longer than 800 ms. */
const firstPauseMs = 100;

/** How the calls of a connection are made again. */
export interface RetryTerms {
  /** Further attempts of a read; where there are any, a write of which nothing was sent has one as well. */
  readonly retries: number;
  readonly budget: RetryBudget;
  /** Whether another attempt would be refused. */
  readonly refused: (effect: Effect) => boolean;
  readonly retried: (effect: Effect) => void;
}

/** One call, attempt by attempt. */
export interface Retried {
  readonly effect: Effect;
  /** Milliseconds that the whole call still has. */
  readonly timeLeft: () => number;
  readonly signal: AbortSignal | undefined;
  readonly attempt: () => Promise<UpstreamAnswer>;
}

/**
 * Makes a call, again where it failed in passing: a read up to the number given, a write only with proof that nothing of it was
 * sent. Answers, or throws, what the last attempt did.
 */
export async function withRetries(
  { retries, budget, refused, retried }: RetryTerms,
  { effect, timeLeft, signal, attempt }: Retried,
): Promise<UpstreamAnswer> {
  const most = effect === 'read' ? retries : Math.min(retries, 1);
  for (let made = 0; ; made += 1) {
    const end = await endOf(attempt);
    const passing = end instanceof UpstreamFault ? end.passing : isPassing(end.status);
    if (passing) budget.failed();
    else if (!(end instanceof UpstreamFault)) budget.succeeded();
    const pause = pauseBefore(end, made);
    const again = passing && (effect === 'read' || isUnsent(end)) && made < most && pause < timeLeft();
    if (!again || !budget.allows || refused(effect)) {
      if (end instanceof UpstreamFault) throw end;
      return end;
    }
    await paused(pause, signal);
    retried(effect);
  }
}

/** An answer that may be another one soon: too slow, too many, or a failure of the upstream's own. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** Proof that nothing was sent. A connection that took all its time is not tried again: the caller has waited long enough. */
const isUnsent = (end: UpstreamAnswer | UpstreamFault): boolean =>
  end instanceof UpstreamFault && end.reach === 'not-sent' && !end.timedOut;

/** Milliseconds: what the upstream asks for, else a random part of a time that doubles, so that callers do not come back at once. */
function pauseBefore(end: UpstreamAnswer | UpstreamFault, made: number): number {
  const asked = end instanceof UpstreamFault ? undefined : retryAfterSeconds(end.headers['retry-after'], Date.now());
  return asked === undefined ? Math.random() * firstPauseMs * 2 ** made : asked * 1_000;
}

async function endOf(attempt: () => Promise<UpstreamAnswer>): Promise<UpstreamAnswer | UpstreamFault> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof UpstreamFault) return error;
    throw error;
  }
}

function paused(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      clearTimeout(timer);
      reject(new UpstreamFault('not-sent', false, new CallerGone()));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', gone);
      resolve();
    }, ms);
    if (signal?.aborted === true) gone();
    else signal?.addEventListener('abort', gone);
  });
}
