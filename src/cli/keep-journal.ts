import { createAuditTrail } from '../operations/audit/trail.ts';
import { createBacklog } from '../operations/backlog.ts';
import { type JobQueue, startJobQueue } from '../operations/job-queue.ts';
import { createSealedJson, type Journal, type JournalObserver } from '../operations/journal.ts';
import { createKeyRing, type KeyRing } from '../operations/keys/key-ring.ts';
import type { Keeping } from '../operations/operations.ts';
import { type Resolver, startResolver } from '../operations/resolver.ts';
import { createSettler, type Settler, type WithConnection } from '../operations/settle.ts';
import { startWatch } from '../operations/watch.ts';
import { joinReplicas } from '../storage/presence.ts';
import type { Tracer } from '../telemetry/work.ts';
import type { Ground } from './ground.ts';

const backlogEveryMs = 500;
/** With what a key ring takes as it is, less than the second after which a revoked key opens nothing. */
const keyPatienceMs = 200;

/** Joins the replicas on the database and opens the journal there. */
export async function openJournal(
  { database, secret, log, redactor, pace, now }: Ground,
  observer: JournalObserver,
): Promise<Journal> {
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
    observer,
    presence: await joinReplicas(database),
    backlog: createBacklog(backlogEveryMs),
    sealed: createSealedJson(secret.derive('journal')),
    redact: redactor.redact,
  };
}

/** A journal that is looked after. */
export interface Kept extends Keeping {
  readonly settler: Settler;
  readonly jobs: JobQueue;
  /** The API keys in the same database. */
  readonly ring: KeyRing;
  /** First: takes up nothing any more in the background, and waits for what is under way there, but not for long. */
  stopSettling(): Promise<void>;
  /** Then: stores what is in memory only. */
  close(): Promise<void>;
}

/** Starts what settles operations in the background. */
export async function keepJournal(
  journal: Journal,
  { database, log }: Ground,
  withConnection: WithConnection,
  tracer: Tracer,
): Promise<Kept> {
  let resolver: Resolver | undefined;
  const follow = (operation: string, afterMs: number): void => resolver?.follow(operation, afterMs);
  const settler = createSettler(journal, withConnection, follow);
  const failed = (error: unknown): void => log.warn({ err: error }, 'jobs wait for the database');
  const jobs = await startJobQueue(database.url, failed);
  resolver = await startResolver(
    jobs.boss,
    (operation) =>
      tracer
        .job('settle operation', () => settler.settle(operation))
        .catch((error: unknown) => {
          log.error({ err: error, operation }, 'an operation could not be settled, and is tried again');
          throw error;
        }),
    failed,
  );
  const watch = startWatch(journal, follow);
  return {
    journal,
    settler,
    jobs,
    ring: createKeyRing({
      db: database.db,
      now: journal.now,
      clock: () => performance.now(),
      patienceMs: keyPatienceMs,
    }),
    settle: settler.settle,
    follow: (operation) => follow(operation, journal.pace.looksAfterMs[0] ?? 0),
    async stopSettling() {
      await watch.stop();
      await jobs.stop();
    },
    async close() {
      await journal.backlog.stop();
      await journal.audit.stop();
      await journal.presence.close();
    },
  };
}
