import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** Says to all replicas that this one is alive: by a lock that PostgreSQL lets go of when the process or its connection ends. */
export interface Presence {
  /** The number of this replica, never used by another one. */
  readonly replica: number;
  /** Whether the lock is held at this moment. Without it others may take this replica's work over. */
  readonly held: boolean;
  /** The replicas that are alive. */
  alive(): Promise<ReadonlySet<number>>;
  close(): Promise<void>;
}

/** Any number will do, as long as nothing else on the server locks under it. */
const lockClass = 1_869_768_567;
const retryMs = 200;
const checkMs = 1_000;
const connectTimeoutMs = 3_000;
/** With `checkMs` less than the time after which others take over what a replica that has gone was at. */
const answerMs = 2_000;

/** Joins the replicas on one database. Rejects when it cannot be reached. */
export async function joinReplicas({ db, url }: Database): Promise<Presence> {
  const { rows } = await sql<{ replica: number }>`select nextval('replicas')::int4 as replica`.execute(db);
  const replica = rows[0]?.replica ?? 0;
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const lost = (of: pg.Client): void => {
    if (client !== of) return;
    client = undefined;
    void of.end().catch(() => {});
    if (!closed) timer = setTimeout(again, retryMs).unref();
  };
  const join = async (): Promise<void> => {
    const joining = new pg.Client({
      connectionString: url,
      application_name: 'orgway replica',
      keepAlive: true,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: answerMs,
    });
    joining.on('error', () => lost(joining));
    joining.on('end', () => lost(joining));
    try {
      await joining.connect();
      await joining.query('set statement_timeout = 0');
      // A server that did not hear the last connection go would hold the lock for it, for hours.
      await joining.query(endLast, [lockClass, replica]);
      await joining.query('select pg_advisory_lock($1, $2)', [lockClass, replica]);
    } catch (error) {
      void joining.end().catch(() => {});
      throw error;
    }
    if (closed) await joining.end();
    else client = joining;
  };
  const again = (): void => {
    join().catch(() => {
      if (!closed) timer = setTimeout(again, retryMs).unref();
    });
  };
  await join();
  // A connection that is cut without a word is found out by using it.
  let asked: pg.Client | undefined;
  const checking = setInterval(async () => {
    const current = client;
    if (current === undefined || current === asked) return;
    asked = current;
    await current.query('select 1').catch(() => lost(current));
    asked = undefined;
  }, checkMs).unref();
  return {
    replica,
    get held() {
      return client !== undefined;
    },
    alive: () => aliveReplicas(db),
    async close() {
      closed = true;
      clearInterval(checking);
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end();
    },
  };
}

/** Ends the connections of the replica that hold its lock. */
const endLast = `
  select pg_terminate_backend(pid) from pg_locks
  where locktype = 'advisory' and classid = $1 and objid = $2 and objsubid = 2 and granted
    and database = (select oid from pg_database where datname = current_database())
`;

async function aliveReplicas(db: Kysely<Schema>): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ replica: number }>`
    select objid::int4 as replica from pg_locks
    where locktype = 'advisory' and classid = ${lockClass} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())
  `.execute(db);
  return new Set(rows.map(({ replica }) => replica));
}
