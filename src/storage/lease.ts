import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

/** One gateway's claim on a shared server: a connection that ends with the gateway, however it ends. */
export interface Lease {
  /** Resolves when the connection ends, whoever ends it. */
  readonly ended: Promise<void>;
  /** Runs `last` if nobody else is connected, while nobody can join; then gives the claim up. */
  leave(last: () => Promise<void>): Promise<void>;
}

/** Names this lock among the advisory locks of the server. */
const joining = 7_226_914_301;
const connectTimeoutMs = 3_000;
/** The gateway's other connections may take a moment to be gone after they were closed. */
const goneWithinMs = 1_000;

/** Joins the users of a server. Throws what the driver throws when the server does not answer or is about to end. */
export async function takeLease(url: string): Promise<Lease> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'orgway lease',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  });
  const ended = new Promise<void>((resolve) => client.on('end', resolve));
  // Told by `ended`.
  client.on('error', () => {});
  try {
    await client.connect();
    // Waits for one who is deciding whether to stop the server, and fails when they do.
    await client.query(`select pg_advisory_lock_shared(${joining}), pg_advisory_unlock_shared(${joining})`);
  } catch (error) {
    void client.end();
    throw error;
  }
  return {
    ended,
    leave: async (last) => {
      try {
        if (await isLast(client)) await last();
      } finally {
        await client.end();
      }
    },
  };
}

/** Whether nobody else is there, which stays so while the connection lasts. */
async function isLast(client: pg.Client): Promise<boolean> {
  try {
    // Those who leave at once do so one after the other, so that the last of them finds nobody.
    await client.query(`select pg_advisory_lock(${joining})`);
    const until = Date.now() + goneWithinMs;
    while (await hasOthers(client)) {
      if (Date.now() > until) return false;
      await setTimeout(20);
    }
    return true;
  } catch {
    // The server has ended: of itself, or by somebody who was the last one.
    return false;
  }
}

async function hasOthers(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(`
    select from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()
    limit 1
  `);
  return rowCount !== 0;
}
