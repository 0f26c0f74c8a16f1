import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';

/**
 * A pool whose queries end: a server that is stopped or cut off says nothing, not even that a statement takes too long. A
 * connection that is silent for this many milliseconds is closed, which fails its query: whether that took effect is not known.
 */
export function answeringPool(pool: pg.Pool, silentMs: number): PostgresPool {
  return {
    options: pool.options,
    connect: async () => answering(await pool.connect(), silentMs),
    end: () => pool.end(),
  };
}

function answering(client: PostgresPoolClient & Pick<pg.Client, 'end'>, silentMs: number): PostgresPoolClient {
  const query = async <Row>(statement: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> => {
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
  return { query: query as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) };
}
