import { createAuditTrail } from '../operations/audit/trail.ts';
import { createBacklog } from '../operations/backlog.ts';
import { type JobQueue, startJobQueue } from '../operations/job-queue.ts';
import { createSealedJson, type Journal } from '../operations/journal.ts';
import type { Keeping } from '../operations/operations.ts';
import { type Resolver, startResolver } from '../operations/resolver.ts';
import { createSettler, type Settler } from '../operations/settle.ts';
import { startWatch } from '../operations/watch.ts';
import { joinReplicas } from '../storage/presence.ts';
import type { BoundConnection } from '../translation/bind.ts';
import type { Ground } from './ground.ts';

const backlogEveryMs = 500;

/** Joins the replicas on the database and opens the journal there. */
export async function openJournal({ database, secret, log, pace, now }: Ground): Promise<Journal> {
  const { db } = database;
  const audit = createAuditTrail({
    db,
    maskKey: secret.derive('audit-mask'),
    signingSeed: secret.derive('audit-signing'),
    now,
    failed: (error) => log.warn({ err: error }, 'audit events wait for the database'),
  });
  audit.start();
  return {
    db,
    audit,
    pace,
    now,
    presence: await joinReplicas(database),
    backlog: createBacklog(backlogEveryMs),
    sealed: createSealedJson(secret.derive('journal')),
  };
}

/** A journal that is looked after. */
export interface Kept extends Keeping {
  readonly settler: Settler;
  readonly jobs: JobQueue;
  close(): Promise<void>;
}

/** Starts what settles operations in the background. `connectionOf`: the connection of an id as configured at this moment. */
export async function keepJournal(
  journal: Journal,
  { database, log }: Ground,
  connectionOf: (id: string) => BoundConnection | undefined,
): Promise<Kept> {
  let resolver: Resolver | undefined;
  const follow = (operation: string, afterMs: number): void => resolver?.follow(operation, afterMs);
  const settler = createSettler(journal, connectionOf, follow);
  const failed = (error: unknown): void => log.warn({ err: error }, 'jobs wait for the database');
  const jobs = await startJobQueue(database.url, failed);
  resolver = await startResolver(jobs.boss, settler.settle, failed);
  const watch = startWatch(journal, follow);
  return {
    journal,
    settler,
    jobs,
    settle: settler.settle,
    follow: (operation) => follow(operation, journal.pace.looksAfterMs[0] ?? 0),
    async close() {
      await watch.stop();
      await jobs.stop();
      await journal.backlog.stop();
      await journal.audit.stop();
      await journal.presence.close();
    },
  };
}
