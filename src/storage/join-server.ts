import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Cluster } from './cluster.ts';
import { freePort } from './free-port.ts';
import { type Lease, takeLease } from './lease.ts';
import { type Postmaster, postmasterOf, removeForeignPid } from './postmaster.ts';

/** A running server, and the claim on it. */
export interface Joined {
  readonly port: number;
  readonly lease: Lease;
}

const retryMs = 100;
/** Gateways that start together get in each other's way; all but the first then find a server that runs. */
const startAttempts = 20;
/** Recovery after a crash may take long, and the server says meanwhile that it is busy with it. */
const busyMs = 300_000;
/** No sane server leaves new connections without any answer for this long. */
const silentMs = 10_000;
const stopSeconds = 5;

/**
 * Joins the server that runs on a cluster, or starts it, on the wanted port or any free one. One that is not heard from is
 * replaced. Throws an `Error` that says what is wrong, or when the signal is given before a server runs.
 */
export async function joinServer(cluster: Cluster, wanted: number | undefined, signal: AbortSignal): Promise<Joined> {
  const begun = Date.now();
  let heard = begun;
  let failures = 0;
  let mine = false;
  for (;;) {
    const running = postmasterOf(cluster.data);
    if (running === undefined) signal.throwIfAborted();
    try {
      if (running !== undefined) return { port: running.port, lease: await takeLease(cluster.url(running.port)) };
      removeForeignPid(cluster.data);
      await cluster.start(wanted ?? (await freePort()));
      mine = true;
      heard = Date.now();
    } catch (error) {
      if (running === undefined) failures += 1;
      else if (error instanceof pg.DatabaseError) heard = Date.now();
      else if (Date.now() - heard > silentMs) {
        await end(cluster, running);
        heard = Date.now();
      }
      if (failures === startAttempts || isRefusal(error) || Date.now() - begun > busyMs) {
        if (mine) await cluster.stop('fast', stopSeconds).catch(() => {});
        const remedy = isRefusal(error) ? '; restore the file "password" that was made with this data' : '';
        throw new Error(`cannot use the database in ${cluster.data}: ${(error as Error).message}${remedy}`, {
          cause: error,
        });
      }
      await setTimeout(retryMs);
    }
  }
}

/** Whether the server does not let us in: the file with the password is not the one that was made with the data. */
const isRefusal = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code?.startsWith('28') === true;

async function end(cluster: Cluster, { pid }: Postmaster): Promise<void> {
  try {
    await cluster.stop('immediate', stopSeconds);
  } catch {
    if (postmasterOf(cluster.data)?.pid === pid) process.kill(pid, 'SIGKILL');
  }
}
