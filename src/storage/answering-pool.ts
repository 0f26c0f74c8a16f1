import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import type { CommitTimes } from './commit-times.ts';

/**
 * A pool whose queries end: a server that is stopped or cut off says nothing, not even that a statement takes too long. A
 * connection that is silent for this many milliseconds is closed, which fails its query: whether that took effect is not known.
 * `commits` learns how long those of transactions take.
 */
export function answeringPool(pool: pg.Pool, silentMs: number, commits: CommitTimes): PostgresPool {
  return {
    options: pool.options,
    connect: async () => answering(await pool.connect(), silentMs, commits),
    end: () => pool.end(),
  };
}

function answering(
  client: PostgresPoolClient & Pick<pg.Client, 'end'>,
  silentMs: number,
  commits: CommitTimes,
): PostgresPoolClient {
  const heard = async <Row>(statement: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> => {
    let silent = false;
    const silence = setTimeout(() => {
      silent = true;
      // During a query this closes the connection at once.
      void client.end();
    }, silentMs);
    try {
      return await client.query<Row>(statement, values);
    } catch (error) {
      throw silent ? new Error(`the database did not answer within ${silentMs} ms`, { cause: error }) : error;
    } finally {
      clearTimeout(silence);
    }
  };
  const query = <Row>(statement: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> =>
    statement === 'commit' ? commits.time(() => heard<Row>(statement, values)) : heard<Row>(statement, values);
  return { query: query as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) };
}
