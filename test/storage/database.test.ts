import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { connect, type Database, openDatabase } from '../../src/storage/database.ts';
import { freshDatabase, onServer } from '../support/database.ts';
import { type DatabaseWay, startDatabaseWay } from '../support/database-way.ts';

function opened(url: string): Database {
  const database = openDatabase(url);
  onTestFinished(() => database.close());
  return database;
}

/** The first column of the only row. */
async function answer(database: Database, statement: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(statement)} as value`.execute(database.db);
  expect(rows).toHaveLength(1);
  return rows[0]?.value;
}

test.each([
  ['synchronous_commit', 'on'],
  ['statement_timeout', '5s'],
  ['application_name', 'orgway'],
  ['search_path', 'orgway'],
])('connections have %s = %s', async (name, value) => {
  expect(await answer(opened(await freshDatabase()), `current_setting('${name}')`)).toBe(value);
});

test('an operator can add settings in the address, and cannot switch durability off there', async () => {
  const options = encodeURIComponent('-c synchronous_commit=off -c work_mem=1MB');
  const database = opened(`${await freshDatabase()}&options=${options}`);
  expect(await answer(database, `current_setting('synchronous_commit')`)).toBe('on');
  expect(await answer(database, `current_setting('work_mem')`)).toBe('1MB');
});

test('a statement that takes too long is cut off, and the connection goes on', async () => {
  const database = opened(await freshDatabase());
  await expect(answer(database, 'pg_sleep(60)')).rejects.toMatchObject({ code: '57014' });
  expect(await answer(database, '1')).toBe(1);
});

test.each(['0', '1', '-1', '9007199254740991', '-9007199254740991'])('the bigint %s is a number', async (text) => {
  expect(await answer(opened(await freshDatabase()), `${text}::int8`)).toBe(Number(text));
});

test.each(['9007199254740992', '-9007199254740992', '9223372036854775807'])(
  'the bigint %s is refused, not rounded',
  async (text) => {
    const database = opened(await freshDatabase());
    await expect(answer(database, `${text}::int8`)).rejects.toThrow(`integer ${text} is too large to be exact`);
    expect(await answer(database, '1')).toBe(1);
  },
);

test('other types, and other users of the driver, are as they were', async () => {
  const url = await freshDatabase();
  const database = opened(url);
  expect(await answer(database, `'2026-01-02T03:04:05Z'::timestamptz`)).toEqual(new Date('2026-01-02T03:04:05Z'));
  expect(await answer(database, `'\\x00ff'::bytea`)).toEqual(Buffer.from([0, 255]));
  expect(await answer(database, '2.50::numeric')).toBe('2.50');
  expect(await onServer(url, 'select 7::int8 as value')).toEqual([{ value: '7' }]);
});

test('connections that the server ends do not end the process, and new ones are made', async () => {
  const url = await freshDatabase();
  const database = opened(url);
  await answer(database, '1');
  const pool = new pg.Client({ connectionString: url });
  await pool.connect();
  onTestFinished(() => pool.end());
  const others = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) ${others} and backend_type = 'client backend'`,
  );
  expect(rowCount).toBe(1);
  await expect.poll(() => answer(database, '1')).toBe(1);
});

test('a server that is not there fails the query', async () => {
  const url = new URL(await freshDatabase());
  url.port = '1';
  await expect(answer(opened(url.href), '1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

async function wayTo(url: string): Promise<DatabaseWay> {
  const way = await startDatabaseWay(url);
  onTestFinished(() => way.stop());
  return way;
}

test('a server that says nothing any more fails the query, and the next one connects anew', async () => {
  const way = await wayTo(await freshDatabase());
  const database = connect(way.url, 1, 100);
  onTestFinished(() => database.close());
  expect(await answer(database, '1')).toBe(1);
  way.silence();
  await expect(answer(database, '1')).rejects.toThrow('the database did not answer within 2100 ms');
  await way.open();
  expect(await answer(database, '1')).toBe(1);
});

test('a transaction that ends in silence does not go on under the next user of the connection', async () => {
  const way = await wayTo(await freshDatabase());
  const database = connect(way.url, 1, 100);
  onTestFinished(() => database.close());
  const process = 'pg_backend_pid()';
  let first: unknown;
  const transaction = database.db.transaction().execute(async (db) => {
    first = await answer({ ...database, db }, process);
    way.silence();
    await answer({ ...database, db }, '1');
  });
  await expect(transaction).rejects.toThrow();
  await way.open();
  expect(await answer(database, process)).not.toBe(first);
});
