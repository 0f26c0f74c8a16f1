import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { TestProject } from 'vitest/node';
import { openCluster } from '../../src/storage/cluster.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { freePort } from '../../src/storage/free-port.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { postmasterOf } from '../../src/storage/postmaster.ts';
import { templateName, withDatabase } from './database-address.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the maintenance database of the run's PostgreSQL server. */
    databaseServer: string;
  }
}

const settings = {
  // Nothing here has to outlive the run, so nothing has to reach the disk. What a crash of the server does to committed rows is
  // tested on servers of their own, with the settings of the product.
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // A worker of it in the template would stand in the way of copies.
  autovacuum: 'off',
  // Test files run at the same time, each with several gateways.
  max_connections: '400',
};

/** One PostgreSQL server for the whole run, in a temporary folder that names the process it belongs to. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  for (const name of readdirSync(tmpdir())) removeLeftover(name);
  const folder = mkdtempSync(join(tmpdir(), `orgway-test-database-${process.pid}-`));
  const end = (): void => {
    process.off('exit', end);
    remove(folder);
  };
  // Also when the run is interrupted: vitest then exits without calling what this function returns.
  process.on('exit', end);
  const cluster = await openCluster(join(folder, 'cluster'), settings);
  const port = await freePort();
  await cluster.start(port);
  const server = cluster.url(port);
  await makeTemplate(server);
  provide('databaseServer', server);
  return end;
}

async function makeTemplate(server: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${templateName}`);
  const url = withDatabase(server, templateName);
  const database = openDatabase(url);
  await migrate(database);
  await database.close();
  const jobs = new PgBoss({ connectionString: url, schema: 'orgway_jobs' });
  await jobs.start();
  await jobs.stop({ graceful: false });
  // What is in memory only would be written out again for every copy.
  await client.query('checkpoint');
  await client.end();
}

/** A run that was killed could not tidy up. */
function removeLeftover(name: string): void {
  const [, pid] = /^orgway-test-database-(\d+)-/.exec(name) ?? [];
  if (pid === undefined || isAlive(Number(pid))) return;
  try {
    remove(join(tmpdir(), name));
  } catch {
    // Another user's, who will remove it.
  }
}

/** Without waiting for promises, which an exit does not do. */
function remove(folder: string): void {
  const data = join(folder, 'cluster', 'data');
  const postmaster = postmasterOf(data);
  if (postmaster !== undefined) process.kill(postmaster.pid, 'SIGQUIT');
  for (let left = 500; left > 0 && postmasterOf(data) !== undefined; left -= 1) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
