import { PgBoss } from 'pg-boss';

/** Settles operations in the background, on whichever replica is alive: jobs in the same database, handed on when a replica dies. */
export interface Resolver {
  /** Has an operation settled after a time in milliseconds. What cannot be queued now is found by the watch later. */
  follow(operation: string, afterMs: number): void;
  stop(): Promise<void>;
}

interface Job {
  readonly operation: string;
}

const queue = 'settle-operation';
/** The PostgreSQL schema of the queue's own tables. */
export const queueSchema = 'orgway_jobs';
const answerMs = 7_000;

/** `settle` is called for each job; a job whose call rejects is tried again. `failed` hears of the queue's own failures. */
export async function startResolver(
  url: string,
  settle: (operation: string) => Promise<void>,
  failed: (error: unknown) => void,
): Promise<Resolver> {
  // pg-boss hands these on to the driver. A query of it that is never answered would be the last one of this replica.
  const connections = { connectionString: url, application_name: 'orgway jobs', max: 4, query_timeout: answerMs };
  const boss = new PgBoss({ ...connections, schema: queueSchema, superviseIntervalSeconds: 1 });
  boss.on('error', failed);
  await boss.start();
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
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  };
}
