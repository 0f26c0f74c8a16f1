import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import type { CommitTimes } from './commit-times.ts';

/**
 * A pool whose queries end: a server that is stopped or cut off says nothing, not even that a statement takes too long. A
 * connection that is silent for this many milliseconds is closed, which fails its query: whether that took effect is not known.
 * `commits` learns how long those of transactions take.
 */
export function answeringPool(pool: pg.Pool, silentMs: number, commits: CommitTimes): PostgresPool {
  // One for each connection, not for each query: the query builder keeps what it knows of a connection by this object, and what it
  // has once seen stays in memory long after it is of no use.
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const found = known.get(client) ?? answering(client, silentMs, commits);
      known.set(client, found);
      return found;
    },
    end: () => pool.end(),
  };
}

function answering(
  client: pg.PoolClient & Pick<pg.Client, 'end'>,
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
      return await answerOf<Row>(client, statement, values);
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

/**
 * With a callback, though the driver has promises as well: with those, one result that the collector takes for long-lived makes
 * it keep all that follow, until a full collection. That was measured, not explained.
 */
const answerOf = <Row>(
  client: pg.PoolClient,
  statement: string,
  values: readonly unknown[],
): Promise<PostgresQueryResult<Row>> =>
  new Promise((resolve, reject) => {
    client.query(statement, [...values], (error, result) => {
      if (error) reject(error);
      else resolve(result as unknown as PostgresQueryResult<Row>);
    });
  });
