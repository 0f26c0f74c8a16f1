import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Account, serverAccount } from './account.ts';
import { makeCluster } from './make-cluster.ts';
import { findPrograms, type Programs } from './programs.ts';

/** A folder with the data of one PostgreSQL server, and the means to run it. */
export interface Cluster {
  /** The data folder of PostgreSQL. */
  readonly data: string;
  /** Starts the server on a port of 127.0.0.1 and waits until it answers. Throws an `Error` with the server's own words. */
  start(port: number): Promise<void>;
  /** Ends the server: `fast` once its clients are disconnected, `immediate` without tidying up. Throws an `Error`. */
  stop(mode: 'fast' | 'immediate', seconds: number): Promise<void>;
  /** Where to connect to when the server is on that port. */
  url(port: number): string;
}

/** After a crash a server first repeats what it had not yet put into its files. */
const startSeconds = 300;

/**
 * The cluster in a folder; makes one, with these settings, where there is none. The folder holds `data`, `password` and
 * `server.log`, open to nobody but the user that the server runs as.
 */
export async function openCluster(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
  const programs = await findPrograms();
  refuseUnquotable(folder, programs.initdb);
  if (!existsSync(join(folder, 'data'))) await makeCluster(folder, programs, settings);
  // The path by which a running server of this folder is recognized.
  const data = realpathSync(join(folder, 'data'));
  const account = await serverAccount(statSync(data), [programs.initdb, dirname(folder)]);
  await refuseOtherMajor(data, programs, account);
  const password = readFileSync(join(folder, 'password'), 'utf8').trim();
  const log = join(folder, 'server.log');
  const control = (...words: string[]) => account.run(programs.pg_ctl, '-D', data, '-w', ...words);
  return {
    data,
    start: async (port) => {
      const before = existsSync(log) ? statSync(log).size : 0;
      const { status, text } = await control('start', '-t', String(startSeconds), '-l', log, '-o', `-p ${port}`);
      if (status === 0) return;
      const said = existsSync(log) ? readFileSync(log).subarray(before).toString() : '';
      throw new Error(`the built-in PostgreSQL did not start: ${(said || text).trim()}`);
    },
    stop: async (mode, seconds) => {
      const { status, text } = await control('stop', '-m', mode, '-t', String(seconds));
      if (status !== 0) throw new Error(`the built-in PostgreSQL in ${folder} did not stop: ${text.trim()}`);
    },
    url: (port) => `postgres://orgway:${password}@127.0.0.1:${port}/postgres?sslmode=disable`,
  };
}

/** PostgreSQL's programs call each other through a shell, with the paths in double quotes. */
function refuseUnquotable(...paths: string[]): void {
  const unquotable = process.platform === 'win32' ? /["%\r\n]/ : /["$`\\\r\n]/;
  const bad = paths.find((path) => unquotable.test(path));
  if (bad === undefined) return;
  throw new Error(
    `the built-in PostgreSQL cannot work in ${JSON.stringify(bad)} because of a special character in this path: set ORGWAY_DATA to another folder, or DATABASE_URL to a PostgreSQL server`,
  );
}

async function refuseOtherMajor(data: string, { postgres }: Programs, account: Account): Promise<void> {
  const { text } = await account.run(postgres, '--version');
  const ours = /\d+/.exec(text)?.[0];
  const theirs = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (ours === theirs) return;
  throw new Error(
    `${data} is of PostgreSQL ${theirs}, but Orgway comes with PostgreSQL ${ours}: move the data with pg_dump of version ${theirs}, or set DATABASE_URL to a PostgreSQL ${theirs} server that has it`,
  );
}
