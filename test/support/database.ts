import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { templateName, withDatabase } from './database-address.ts';

/**
 * The URL of a database of its own, with every table and those of the job queue, and nothing in them. It goes with the server at
 * the end of the run.
 */
export async function freshDatabase(): Promise<string> {
  const server = inject('databaseServer');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // Copying files is four times as quick as the default when several test files ask at once, and as quick when one does.
  await onServer(server, `create database ${name} template ${templateName} strategy file_copy`);
  return withDatabase(server, name);
}

/** Runs one statement on a server, where no transaction is open. */
export async function onServer<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
