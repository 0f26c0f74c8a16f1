import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openCluster } from './cluster.ts';
import { joinServer } from './join-server.ts';

/** The built-in PostgreSQL, for a gateway that is given no database. */
export interface Embedded {
  /** Stays the same while this gateway uses it, even when the server has to be started anew. */
  readonly url: string;
  /** Ends this gateway's use, and the server with its last user. Its other connections must have been closed before. */
  stop(): Promise<void>;
}

/** Between attempts to have a server again that has ended unasked. */
const againMs = 1_000;
const stopSeconds = 60;

/**
 * Starts the PostgreSQL server of a folder, which is made where there is none, or joins the one that runs there: another
 * gateway's, or one that a killed gateway has left. When it ends unasked it is started again, on the same port. Throws an `Error`
 * that says what to do, and then leaves no server behind that it has started.
 */
export async function startEmbedded(folder: string): Promise<Embedded> {
  const cluster = await openCluster(resolve(folder));
  const stopping = new AbortController();
  const { signal } = stopping;
  let joined = await joinServer(cluster, undefined, signal);
  const { port } = joined;
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      await joined.lease.ended;
      if (signal.aborted) return;
      try {
        joined = await joinServer(cluster, port, signal);
      } catch {
        // What stands in the way may go. Until then every query tells that there is no server.
        await setTimeout(againMs, undefined, { signal }).catch(() => {});
      }
    }
  };
  const watching = watch();
  const leave = (): Promise<void> => joined.lease.leave(() => cluster.stop('fast', stopSeconds));
  return {
    url: cluster.url(port),
    stop: async () => {
      stopping.abort();
      const left = joined;
      await leave();
      await watching;
      // The watch was just about to have a server again.
      if (joined !== left) await leave();
    },
  };
}
