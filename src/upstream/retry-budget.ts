const most = 10;
/** What a call that succeeded pays back. */
const gain = 0.1;

/**
 * What keeps an upstream in trouble from being asked several times as much: no more than one call in ten is made again for long,
 * and none while most calls fail. One for all calls of a connection, as in gRPC (proposal A6).
 */
export interface RetryBudget {
  readonly allows: boolean;
  succeeded(): void;
  failed(): void;
}

export function createRetryBudget(): RetryBudget {
  let tokens = most;
  return {
    get allows() {
      return tokens > most / 2;
    },
    succeeded() {
      tokens = Math.min(most, tokens + gain);
    },
    failed() {
      tokens = Math.max(0, tokens - 1);
    },
  };
}
