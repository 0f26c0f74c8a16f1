import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Statements } from '../../operations/statements.ts';
import type { Quota } from './quota.ts';

/** What all replicas together have counted under a key. */
export interface Counted {
  /** In this window, the points just added included. */
  readonly points: number;
  readonly leftMs: number;
}

/**
 * Adds points to what all replicas count under a key: one statement. Within a transaction nothing is counted unless that commits,
 * and others who count under the key wait for it. Windows end by the clocks of the replicas. Rejects when the database is away.
 */
export async function countTogether(
  statements: Statements,
  { calls, windowSeconds }: Quota,
  key: string,
  points: number,
): Promise<Counted> {
  // Made for each count, as one of them counts through one connection only; it is a few assignments.
  const limiter = new RateLimiterPostgres({
    storeClient: { query: ({ text, values }: Query) => statements.query(text, values) },
    storeType: 'client',
    tableName: 'rate_limits',
    // By our own migration; and what is over is removed with everything else that expires.
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: '',
    points: calls,
    duration: windowSeconds,
  });
  // Unlike `consume` it does not reject with what is no error.
  const { consumedPoints, msBeforeNext } = await limiter.penalty(key, points);
  return { points: consumedPoints, leftMs: msBeforeNext };
}

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}
