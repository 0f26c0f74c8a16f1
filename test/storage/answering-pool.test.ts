import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { answeringPool } from '../../src/storage/answering-pool.ts';
import { CommitTimes } from '../../src/storage/commit-times.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { freshDatabase } from '../support/database.ts';
import { bytesLeftBy } from '../support/heap.ts';

test('a connection is the same object whenever it is lent', async () => {
  const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 1 });
  const answering = answeringPool(pool, 5_000, new CommitTimes(() => performance.now()));
  onTestFinished(() => answering.end());
  const first = await answering.connect();
  first.release();
  const second = await answering.connect();
  second.release();
  expect(second).toBe(first);
});

test('a query that fails says why, and the connection goes on', async () => {
  const { db, close } = openDatabase(await freshDatabase());
  onTestFinished(close);
  await expect(sql`select nothing`.execute(db)).rejects.toMatchObject({ code: '42703' });
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test('results do not stay in memory once they are read', async () => {
  const { db, close } = openDatabase(await freshDatabase());
  onTestFinished(close);
  const rows = sql`select g as a, 'text ' || g as b, now() as c from generate_series(1, 20) g`;
  expect(await bytesLeftBy(() => rows.execute(db))).toBeLessThan(1_000);
});
