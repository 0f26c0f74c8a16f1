import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createKeyRecords, type KeyRecords } from '../../../src/operations/keys/key-records.ts';
import { createKeyRing, type KeyRing } from '../../../src/operations/keys/key-ring.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { problemOf } from '../../support/caught.ts';
import { freshDatabase } from '../../support/database.ts';
import { type DatabaseWay, startDatabaseWay } from '../../support/database-way.ts';

const reading = { permissions: ['organizations:read'], connections: ['main'] };
const soon = { timeout: 10_000, interval: 20 };
const day = new Date('2026-11-22T12:00:00Z').getTime();

let direct: Database;
let records: KeyRecords;
let way: DatabaseWay;
let distant: Database;
let ring: KeyRing;
let ringWith: (patienceMs: number) => KeyRing;
let queries: number;
let clock: number;
beforeAll(async () => {
  direct = openDatabase(await freshDatabase());
  records = createKeyRecords(direct.db, () => new Date(day));
});
afterAll(() => direct.close());
beforeEach(async () => {
  way = await startDatabaseWay(direct.url);
  distant = openDatabase(way.url);
  queries = 0;
  clock = 0;
  const db = distant.db.withPlugin({
    transformQuery: ({ node }) => {
      queries += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  ringWith = (patienceMs) => createKeyRing({ db, now: () => new Date(day + clock), clock: () => clock, patienceMs });
  ring = ringWith(10_000);
});
afterEach(async () => {
  // In silence the database is only let go of when its connections are cut.
  await way.stop();
  await distant.close();
});

/** What is found once the database is reached again: connections that were cut may still be tried before. */
const foundAgain = (id: string) =>
  vi.waitFor(() => {
    clock += 1_000;
    return ring.find(id);
  }, soon);

const made = async (name: string, expires?: Date) => (await records.create(name, reading, expires)).id;

test('a key is known as it was made', async () => {
  const id = await made('known');
  expect(await ring.find(id)).toMatchObject({ name: 'known', ...reading, expires: Number.POSITIVE_INFINITY });
  expect(await ring.find('0000000000')).toBeUndefined();
});

test('however many requests there are, the database is asked a few times a second at most', async () => {
  const id = await made('busy');
  await ring.find(id);
  queries = 0;
  for (let number = 0; number < 3_000; number += 1) {
    clock = number;
    await ring.find(id);
  }
  // Those in the background may not be through yet.
  expect(queries).toBeGreaterThan(2);
  expect(queries).toBeLessThanOrEqual(10);
});

test('a key that was revoked opens nothing a second later, however much or little is going on', async () => {
  const [busy, quiet] = [await made('revoked-busy'), await made('revoked-quiet')];
  expect(await ring.find(busy)).toBeDefined();
  await records.revoke(busy);
  await records.revoke(quiet);
  for (clock = 0; clock < 1_000; clock += 50) await ring.find(busy);
  expect(await ring.find(busy)).toBeUndefined();
  clock = 60_000;
  expect(await ring.find(quiet)).toBeUndefined();
});

test('a key that was just made is let in at once', async () => {
  await ring.find(await made('first'));
  const id = await made('second');
  clock += 0.1;
  expect(await ring.find(id)).toMatchObject({ name: 'second' });
});

test('a key expires by the time of day, whether the database answers or not', async () => {
  const id = await made('expiring', new Date(day + 300));
  expect(await ring.find(id)).toBeDefined();
  await way.close('refusing');
  clock = 299;
  expect(await ring.find(id)).toBeDefined();
  clock = 300;
  expect(await ring.find(id)).toBeUndefined();
});

test.each(['refusing', 'cutting'] as const)(
  'while the database is %s connections, known keys go on for five minutes, and nobody else is let in',
  async (how) => {
    const [id, other] = [await made(`known-${how}`), await made(`revoked-before-${how}`)];
    await records.revoke(other);
    await ring.find(id);
    await way.close(how);
    const later = await made(`made-meanwhile-${how}`);
    for (const time of [900, 1_800, 60_000, 299_000]) {
      clock = time;
      expect(await ring.find(id)).toBeDefined();
      for (const unknown of [later, other, '0000000000']) {
        expect(await problemOf(() => ring.find(unknown))).toMatchObject({
          code: 'authentication-unavailable',
          status: 503,
        });
      }
    }
    clock = 300_000;
    expect(await problemOf(() => ring.find(id))).toMatchObject({ code: 'authentication-unavailable' });
    await way.open();
    for (const each of [id, later]) expect(await foundAgain(each)).toBeDefined();
  },
);

test('a database that says nothing keeps nobody waiting who is known, but for the first now and then', async () => {
  const id = await made('silent');
  ring = ringWith(500);
  await ring.find(id);
  way.silence();
  clock = 1_000;
  expect(await ring.find(id)).toBeDefined();
  queries = 0;
  for (let number = 0; number < 100; number += 1) expect(await ring.find(id)).toBeDefined();
  expect(queries).toBe(0);
  expect(await problemOf(() => ring.find('0000000000'))).toMatchObject({ code: 'authentication-unavailable' });
});

test('once the database answers again, what was revoked meanwhile opens nothing', async () => {
  const id = await made('meanwhile');
  await ring.find(id);
  await way.close('cutting');
  clock = 1_000;
  expect(await ring.find(id)).toBeDefined();
  await records.revoke(id);
  await way.open();
  expect(await foundAgain('0000000000')).toBeUndefined();
  expect(await ring.find(id)).toBeUndefined();
});

test('a key that somebody takes out of the table by hand is gone as well', async () => {
  const id = await made('by-hand');
  await ring.find(id);
  await direct.db.deleteFrom('api_keys').where('id', '=', id).execute();
  clock = 1_000;
  expect(await ring.find(id)).toBeUndefined();
});
