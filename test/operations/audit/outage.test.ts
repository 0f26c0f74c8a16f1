import { expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { problemOf } from '../../support/caught.ts';
import { freshDatabase, onServer } from '../../support/database.ts';
import { stored } from './stored.ts';

const store = stored();

/** Lets nobody into a database until told otherwise, as if its server were away. */
async function outage(url: string): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const server = inject('databaseServer');
  await onServer(server, `alter database ${name} with allow_connections false`);
  await onServer(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  return async () => {
    await onServer(server, `alter database ${name} with allow_connections true`);
  };
}

async function withDatabase(use: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase(await freshDatabase());
  try {
    await use(database);
  } finally {
    await database.close();
  }
}

test('what is noted while the database is away is there once it is back, nothing lost and nothing twice', () =>
  withDatabase(async (database) => {
    const failures: unknown[] = [];
    const failed = Promise.withResolvers<void>();
    const trail = store.trail(
      undefined,
      (error) => {
        failures.push(error);
        failed.resolve();
      },
      database,
    );
    trail.start();
    trail.note({ type: 'request.denied', requestId: 'req_before' });
    await trail.flush();
    const end = await outage(database.url);
    for (let number = 1; number <= 50; number += 1) {
      trail.note({ type: 'request.denied', requestId: `req_${number}` });
      trail.note({ type: 'key.used', principal: 'support' });
    }
    await failed.promise;
    const problem = await problemOf(() => trail.list({}, { size: 20, before: undefined }));
    expect(problem).toMatchObject({ code: 'storage-unavailable', status: 503 });
    expect((await problemOf(() => trail.head())).code).toBe('storage-unavailable');
    const exporter = { principal: 'compliance', requestId: 'req_export' };
    expect((await problemOf(() => trail.exportAs('jsonl', {}, exporter))).code).toBe('storage-unavailable');
    await end();
    const { records } = await trail.list({}, { size: 200, before: undefined });
    await trail.stop();
    const ids = records.flatMap(({ type, requestId }) => (type === 'request.denied' ? [requestId] : []));
    expect(ids.reverse()).toEqual(['req_before', ...Array.from({ length: 50 }, (_, index) => `req_${index + 1}`)]);
    expect(records.filter(({ type }) => type === 'key.used')).toMatchObject([{ principal: 'support', count: 50 }]);
    expect(failures).toHaveLength(1);
  }));

test('a trail that is started chains by itself, and tells the rest when it is stopped', () =>
  withDatabase(async (database) => {
    const trail = store.trail(undefined, undefined, database);
    const chained = () => database.db.selectFrom('audit_events').select(['type', 'record']).orderBy('seq').execute();
    trail.start();
    await trail.record(database.db, { type: 'operation.started' });
    while ((await chained()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    trail.note({ type: 'key.used', principal: 'support' });
    trail.note({ type: 'key.used', principal: 'support' });
    await trail.flush();
    trail.note({ type: 'key.used', principal: 'support' });
    await trail.stop();
    const used = (await chained()).flatMap(({ type, record }) =>
      type === 'key.used' ? [JSON.parse(record).count] : [],
    );
    expect(used.reduce((sum, count) => sum + count, 0)).toBe(3);
  }));
