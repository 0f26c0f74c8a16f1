import { setTimeout as wait } from 'node:timers/promises';
import type { Problem } from '../../problem/problem.ts';
import type { Authorization } from '../authorization.ts';
import type { Token } from './fetch-token.ts';

type Headers = Readonly<Record<string, string>>;

export interface TokenSourceOptions {
  /** Gets a new token. Throws `Problem`. */
  readonly fetch: () => Promise<Token>;
  /** The headers that carry a token. */
  readonly headersOf: (token: string) => Headers;
  /** Hears of every token before it is used. */
  readonly fetched: (token: string) => void;
  readonly close: () => Promise<void>;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
}

/** A token is replaced this long before its end, or after half its life where that is later. */
const marginMs = 60_000;
/** After a failure, nobody is asked again for so long. */
const cooldownMs = 30_000;
/** Pauses between attempts at one token. After an attempt that took longer than the patience there is no other. */
const pausesMs = [200, 600];
const patienceMs = 2_000;

interface Held {
  readonly headers: Headers;
  /** When to replace it, and when it is of no use any more. */
  readonly replaceAt: number;
  readonly endsAt: number;
  /** When another token was rejected that this one has replaced. */
  readonly afterRejectionAt: number | undefined;
}

/**
 * Credentials that are access tokens: one fetch at a time for all calls that wait, ahead of the end of the old one, which stays in
 * use when no new one can be had. After a failure, and when a token is rejected that has just replaced a rejected one, the endpoint
 * is left alone for half a minute.
 */
export function createTokenSource({ fetch, headersOf, fetched, close, clock }: TokenSourceOptions): Authorization {
  let held: Held | undefined;
  let failure: { readonly problem: unknown; readonly at: number } | undefined;
  let fetching: Promise<Held> | undefined;

  const obtain = async (afterRejectionAt: number | undefined): Promise<Held> => {
    try {
      const { value, lifetimeMs = Number.POSITIVE_INFINITY } = await persistently(fetch, clock);
      fetched(value);
      const now = clock();
      const replaceAt = now + Math.max(lifetimeMs - marginMs, lifetimeMs / 2);
      held = { headers: headersOf(value), replaceAt, endsAt: now + lifetimeMs, afterRejectionAt };
      failure = undefined;
      return held;
    } catch (error) {
      failure = { problem: error, at: clock() };
      throw error;
    }
  };
  /** Joins the fetch that is under way, or begins one. */
  const renew = (afterRejectionAt: number | undefined): Promise<Held> => {
    fetching ??= obtain(afterRejectionAt).finally(() => {
      fetching = undefined;
    });
    return fetching;
  };
  const renewUnlessFailed = async (): Promise<Held> => {
    if (failure !== undefined && clock() - failure.at < cooldownMs) throw failure.problem;
    return renew(undefined);
  };

  return {
    names: Object.keys(headersOf('')),
    async headers() {
      const now = clock();
      if (held !== undefined && now < held.replaceAt) return held.headers;
      try {
        return (await renewUnlessFailed()).headers;
      } catch (error) {
        if (held !== undefined && clock() < held.endsAt) return held.headers;
        throw error;
      }
    },
    async rejected(headers) {
      // Somebody else's rejection has been seen to already.
      if (held !== undefined && held.headers !== headers) return true;
      const now = clock();
      const again = held?.afterRejectionAt;
      if (again !== undefined && now - again < cooldownMs) return false;
      if (failure !== undefined && now - failure.at < cooldownMs) return false;
      return renew(now).then(
        () => true,
        () => false,
      );
    },
    close,
  };
}

/** Up to three attempts, as a token that is asked for twice does no harm; a refusal is final. */
async function persistently(fetch: () => Promise<Token>, clock: () => number): Promise<Token> {
  const begun = clock();
  for (const pauseMs of pausesMs) {
    try {
      return await fetch();
    } catch (error) {
      if ((error as Problem).retryable !== true || clock() - begun > patienceMs) throw error;
      await wait(pauseMs * (0.5 + Math.random() / 2));
    }
  }
  return fetch();
}
