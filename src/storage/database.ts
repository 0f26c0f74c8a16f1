import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { answeringPool } from './answering-pool.ts';
import { CommitTimes } from './commit-times.ts';
import type { Schema } from './schema.ts';

/** The tables of the gateway on one PostgreSQL server, through a pool of connections. */
export interface Database {
  readonly db: Kysely<Schema>;
  /** As it was given: `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly commits: CommitTimes;
  close(): Promise<void>;
}

/** The PostgreSQL schema that everything of the gateway lives in. */
export const schemaName = 'orgway';

const connectTimeoutMs = 3_000;
const statementTimeoutMs = 5_000;
/** How much later than its time limit a statement may be answered. */
const answerMs = 2_000;

/** Connects on first use; a server that is away fails the queries of the moment and is found again by later ones. */
export function openDatabase(url: string): Database {
  return connect(url, 20, statementTimeoutMs);
}

/** The same with a time limit of its own for each statement, in milliseconds; 0 is no limit. */
export function connect(url: string, connections: number, timeoutMs: number): Database {
  const pool = new pg.Pool({
    connectionString: withStartOptions(url, {
      // A role or a server may have it off, and a commit that is answered before it is on disk is no journal.
      synchronous_commit: 'on',
      search_path: schemaName,
      statement_timeout: String(timeoutMs),
    }),
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'orgway',
    keepAlive: true,
    types: { getTypeParser },
  });
  // A connection that breaks fails the queries on it; without listeners it would end the process as well, idle or in use.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const commits = new CommitTimes(() => performance.now());
  const patient = timeoutMs === 0 ? pool : answeringPool(pool, timeoutMs + answerMs, commits);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: patient }) });
  return { db, url, commits, close: () => db.destroy() };
}

/** Settings in the address win over all others, so ours go there, after what the operator has written. */
function withStartOptions(url: string, settings: Readonly<Record<string, string>>): string {
  const full = new URL(url);
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  full.searchParams.set('options', [full.searchParams.get('options') ?? '', ...ours].join(' ').trim());
  return full.href;
}

const { getTypeParser: usual, builtins } = pg.types;
const getTypeParser: typeof usual = (type: number, format?: 'text' | 'binary') =>
  type === builtins.INT8 && format !== 'binary' ? exactInteger : usual(type, format as 'text');

/** Counts and sequence numbers are far below 2^53; what is not would be rounded without a word. */
function exactInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database's integer ${text} is too large to be exact`);
  return value;
}
