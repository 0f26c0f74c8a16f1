import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { serverAccount } from './account.ts';
import type { Programs } from './programs.ts';

/**
 * Makes a cluster with a random password, whole or not at all, and leaves one that another process has put there meanwhile as it
 * is. Settings are those of PostgreSQL's configuration file. Throws an `Error` with the words of initdb.
 */
export async function makeCluster(
  folder: string,
  { initdb }: Programs,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty and holds no database of Orgway: set ORGWAY_DATA to another folder`);
  }
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const account = await serverAccount(undefined, [initdb, parent]);
  if (process.stderr.isTTY) process.stderr.write(`Making a database in ${folder}…\n`);
  const draft = `${folder}.${randomUUID()}`;
  try {
    mkdirSync(draft, { mode: 0o700 });
    account.own(draft);
    const password = join(draft, 'password');
    writeFileSync(password, randomBytes(32).toString('base64url'), { mode: 0o600 });
    account.own(password);
    const { status, text } = await account.run(
      initdb,
      `--pgdata=${join(draft, 'data')}`,
      `--pwfile=${password}`,
      '--username=orgway',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Sorts by code point on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...Object.entries({ ...always, ...settings }).map(([name, value]) => `--set=${name}=${value}`),
    );
    if (status !== 0) throw new Error(`the built-in PostgreSQL could not make a database in ${folder}: ${text.trim()}`);
    putInPlace(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const always = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log tells what happens to the server, and holds no statement and no value.
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

function putInPlace(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (existsSync(join(folder, 'data'))) return;
    throw error;
  }
  if (process.platform === 'win32') return;
  // Without this a power cut could undo the renaming, and take with it what was committed since.
  const parent = openSync(dirname(folder), 'r');
  fsyncSync(parent);
  closeSync(parent);
}
