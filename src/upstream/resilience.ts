/** What a connection does when its upstream is slow, down or asked for too much. */
export interface Resilience {
  /** Further attempts of a read that failed in passing, after the first; 0 for none. */
  readonly retries: number;
  /** When the upstream is taken for down; undefined for never. */
  readonly breaker: BreakerTerms | undefined;
  readonly queue: QueueTerms;
  /** What the upstream may be asked for, by this process alone; undefined for as much as there is. */
  readonly rateLimit: RateLimit | undefined;
}

/** When a circuit breaker opens, and for how long. */
export interface BreakerTerms {
  /** Calls that fail one after the other until it opens. */
  readonly failures: number;
  /** For how long it refuses calls the first time; n times as long the n-th time in a row. */
  readonly openMs: number;
  /** The longest it refuses calls before it lets a read try. */
  readonly maxOpenMs: number;
}

/** How many calls may wait until one may be made, and how long. */
export interface QueueTerms {
  readonly length: number;
  readonly waitMs: number;
}

/** A rate that calls keep to on average; `burst` of them may be made at once. */
export interface RateLimit {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** What holds unless a configuration says otherwise. */
export const usualResilience = {
  retries: 2,
  breaker: { failures: 5, openMs: 30_000, maxOpenMs: 300_000 },
  queue: { length: 384, waitMs: 1_000 },
  rateLimit: undefined,
} as const satisfies Resilience;
