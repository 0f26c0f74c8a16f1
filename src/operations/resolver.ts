import type { PgBoss } from 'pg-boss';

/** Settles operations in the background, on whichever replica is alive: jobs in the same database, handed on when a replica dies. */
export interface Resolver {
  /** Has an operation settled after a time in milliseconds. What cannot be queued now is found by the watch later. */
  follow(operation: string, afterMs: number): void;
}

interface Job {
  readonly operation: string;
}

const queue = 'settle-operation';

/** `settle` is called for each job; a job whose call rejects is tried again. `failed` hears of what cannot be queued. */
export async function startResolver(
  boss: PgBoss,
  settle: (operation: string) => Promise<void>,
  failed: (error: unknown) => void,
): Promise<Resolver> {
  // One job at a time waits for an operation; the one at work may queue the next.
  await boss.createQueue(queue, { policy: 'short', retryLimit: 3, retryDelay: 1, heartbeatSeconds: 10 });
  const options = { batchSize: 1, localConcurrency: 8, pollingIntervalSeconds: 0.5 };
  await boss.work<Job>(queue, options, async (jobs) => {
    for (const { data } of jobs) await settle(data.operation);
  });
  return {
    follow(operation, afterMs) {
      const job = { operation } satisfies Job;
      const startAfter = new Date(Date.now() + afterMs);
      boss.send(queue, job, { singletonKey: operation, startAfter }).catch(failed);
    },
  };
}
