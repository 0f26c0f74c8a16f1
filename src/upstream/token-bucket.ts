import type { RateLimit } from './resilience.ts';

/** A rate limit: a token for each call, which come back over time. */
export interface TokenBucket {
  /** Takes a token; 0 when there was one, else the milliseconds until there will be. */
  take(): number;
}

/** A bucket that is full at first. Its time is monotonic, so that a clock that is set takes and gives no tokens. */
export function createTokenBucket({ requestsPerSecond, burst }: RateLimit): TokenBucket {
  const msPerToken = 1_000 / requestsPerSecond;
  let tokens = burst;
  let at = performance.now();
  return {
    take() {
      const now = performance.now();
      tokens = Math.min(burst, tokens + (now - at) / msPerToken);
      at = now;
      if (tokens < 1) return Math.ceil((1 - tokens) * msPerToken);
      tokens -= 1;
      return 0;
    },
  };
}
