import { PgBoss } from 'pg-boss';

/** The PostgreSQL schema of the queue's own tables. */
export const queueSchema = 'orgway_jobs';

const answerMs = 7_000;
const stopMs = 5_000;

/** Jobs that any replica on the database may take. */
export interface JobQueue {
  readonly boss: PgBoss;
  /** Waits for jobs under way, but not for long. */
  stop(): Promise<void>;
}

/** `failed` hears of the queue's own failures. */
export async function startJobQueue(url: string, failed: (error: unknown) => void): Promise<JobQueue> {
  // pg-boss hands these on to the driver. A query of it that is never answered would be the last one of this replica.
  const connections = { connectionString: url, application_name: 'orgway jobs', max: 4, query_timeout: answerMs };
  const boss = new PgBoss({ ...connections, schema: queueSchema, superviseIntervalSeconds: 1 });
  boss.on('error', failed);
  await boss.start();
  return { boss, stop: () => boss.stop({ graceful: true, timeout: stopMs }) };
}
