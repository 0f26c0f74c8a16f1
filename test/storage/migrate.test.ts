import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { connect, type Database } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { migrations } from '../../src/storage/migrations/index.ts';
import { freshDatabase, onServer } from '../support/database.ts';
import { withDatabase } from '../support/database-address.ts';

const names = Object.keys(migrations);

function opened(url: string): Database {
  const database = connect(url, 1, 0);
  onTestFinished(() => database.close());
  return database;
}

/** A database without any table. */
async function emptyDatabase(): Promise<string> {
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await onServer(inject('databaseServer'), `create database ${name}`);
  return withDatabase(inject('databaseServer'), name);
}

async function migrated(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from orgway.kysely_migration order by name`.execute(
    database.db,
  );
  return rows.map(({ name }) => name);
}

test('an empty database gets all tables, in the schema of the gateway only', async () => {
  const database = opened(await emptyDatabase());
  await migrate(database);
  expect(await migrated(database)).toEqual(names);
  const { rows } = await sql<{ schema: string }>`
    select distinct schemaname as schema from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
  `.execute(database.db);
  expect(rows).toEqual([{ schema: 'orgway' }]);
  expect(await database.db.selectFrom('operations').select('id').execute()).toEqual([]);
});

test('a database that is up to date stays as it is', async () => {
  const database = opened(await freshDatabase());
  await migrate(database);
  expect(await migrated(database)).toEqual(names);
});

test('replicas that start together migrate once', async () => {
  const url = await emptyDatabase();
  const replicas = Array.from({ length: 8 }, () => opened(url));
  await Promise.all(replicas.map(migrate));
  expect(await migrated(opened(url))).toEqual(names);
});

test('a database of a newer version is left alone', async () => {
  const database = opened(await freshDatabase());
  await sql`insert into orgway.kysely_migration values ('9999-later', '2099-01-01T00:00:00.000Z')`.execute(database.db);
  await expect(migrate(database)).rejects.toThrow(
    'the database was migrated by a newer version of Orgway (9999-later): upgrade this gateway to that version',
  );
  expect(await migrated(database)).toEqual([...names, '9999-later']);
});

test('a migration has all the time it needs, whatever the address allows a statement', async () => {
  const url = await emptyDatabase();
  const options = encodeURIComponent('-c statement_timeout=1');
  const database = opened(`${url}&options=${options}`);
  await migrate(database);
  expect(await migrated(database)).toEqual(names);
});

test('what goes wrong in the database is told as it is', async () => {
  const url = new URL(await emptyDatabase());
  await onServer(url.href, "create role reader login password 'r'");
  url.username = 'reader';
  url.password = 'r';
  await expect(migrate(opened(url.href))).rejects.toThrow('permission denied for database');
});
