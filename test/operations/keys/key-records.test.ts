import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKey } from '../../../src/operations/keys/key.ts';
import { createKeyRecords, type KeyRecords } from '../../../src/operations/keys/key-records.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { freshDatabase } from '../../support/database.ts';

const reading = { permissions: ['organizations:read'], connections: ['main'] };
const start = new Date('2026-11-22T12:00:00Z');
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

let database: Database;
let time = start;
let records: KeyRecords;
beforeAll(async () => {
  database = openDatabase(await freshDatabase());
  records = createKeyRecords(database.db, () => time);
});
afterAll(() => database.close());

const listed = async (name: string) => (await records.list()).filter((each) => each.name === name);
const told = async (name: string) => {
  const { rows } = await sql<{ event: object }>`
    select event from audit_outbox where event->>'principal' = ${`key:${name}`} order by id
  `.execute(database.db);
  return rows.map(({ event }) => event);
};

test('a new key is shown once, and listed without it', async () => {
  const { text, ...record } = await records.create('reports', reading, later(60));
  expect(readKey(text)).toEqual({ id: record.id, whole: true });
  expect(record).toEqual({ id: record.id, name: 'reports', ...reading, created: start, expires: later(60) });
  expect(await listed('reports')).toEqual([record]);
});

test('the audit trail tells of every change, by name and digest', async () => {
  const { text } = await records.create('told', reading, undefined);
  const next = await records.rotate('told', 0, undefined);
  await records.revoke('told');
  const digests = [text, next.text, next.text].map((key) => expect.objectContaining({ digest: digestOf(key) }));
  expect(await told('told')).toEqual(digests);
  expect(await told('told')).toMatchObject([
    { type: 'key.created', principal: 'key:told', fields: ['organizations:read'] },
    { type: 'key.rotated' },
    { type: 'key.revoked' },
  ]);
});

test('nobody else ever gets a name', async () => {
  await records.create('taken', reading, undefined);
  await records.revoke('taken');
  await expect(records.create('taken', reading, undefined)).rejects.toThrow(/^the name taken is taken, by key \w{10}/);
});

test('two who want the same name at once do not both get it', async () => {
  const ends = await Promise.allSettled([1, 2, 3].map(() => records.create('raced', reading, undefined)));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await listed('raced')).toHaveLength(1);
});

test('a rotated key may do the same and lives as long; the old one goes at once', async () => {
  time = start;
  const old = await records.create('rotated', { permissions: ['admin'], connections: 'all' }, later(100));
  time = later(40);
  const { text, ...next } = await records.rotate('rotated', 0, undefined);
  expect(text).not.toBe(old.text);
  expect(next).toMatchObject({ name: 'rotated', permissions: ['admin'], connections: 'all', expires: later(140) });
  expect(await listed('rotated')).toMatchObject([{ id: old.id, revoked: later(40) }, { id: next.id }]);
});

test('with an overlap the old one stays for it, but never longer than it would have', async () => {
  time = start;
  const long = await records.create('long', reading, undefined);
  time = later(1);
  await records.rotate(long.id, 29_000, later(500));
  expect(await listed('long')).toMatchObject([{ expires: later(30) }, { expires: later(500) }]);
  time = start;
  const short = await records.create('short', reading, later(10));
  time = later(1);
  await records.rotate(short.id, 30_000, undefined);
  expect((await listed('short'))[0]).toMatchObject({ expires: later(10) });
});

test('a key is replaced once: two who rotate it at once do not make two', async () => {
  const old = await records.create('twice', reading, undefined);
  const ends = await Promise.allSettled([old.id, old.id].map((id) => records.rotate(id, 1_000, undefined)));
  const refused = ends.find((end) => end.status === 'rejected');
  expect(refused?.reason.message).toMatch(/was rotated already; \w{10} has replaced it$/);
  // By name it is the newest that is replaced.
  await records.rotate('twice', 0, undefined);
  expect(await listed('twice')).toHaveLength(3);
});

test('one key of a name can be taken out of use, or all of them', async () => {
  const old = await records.create('several', reading, undefined);
  const next = await records.rotate('several', 60_000, undefined);
  expect(await records.revoke(old.id)).toMatchObject([{ id: old.id }]);
  expect(await records.revoke('several')).toMatchObject([{ id: next.id }]);
  expect(await records.revoke('several')).toEqual([]);
  await expect(records.rotate('several', 0, undefined)).rejects.toThrow('is revoked, so it cannot be rotated');
});

test.each(['nobody', '0000000000'])('of %s, who has none, nothing is done', async (key) => {
  await expect(records.revoke(key)).rejects.toThrow(`there is no key ${key}; orgway keys list shows`);
  await expect(records.rotate(key, 0, undefined)).rejects.toThrow(`there is no key ${key};`);
});

test('when a name was last used, the audit trail tells', async () => {
  await records.create('used', reading, undefined);
  await sql`
    insert into audit_events (seq, time, type, principal, record, hash)
    values (1, ${later(1)}, 'key.used', 'key:used', '', ''), (2, ${later(7)}, 'key.used', 'key:used', '', ''),
      (3, ${later(9)}, 'request.denied', 'key:used', '', ''), (4, ${later(9)}, 'key.used', 'used', '', '')
  `.execute(database.db);
  expect(await listed('used')).toMatchObject([{ used: later(7) }]);
});

test('no key, and no part of a secret, is anywhere in the database', async () => {
  const { text } = await records.create('planted', reading, undefined);
  const rotated = await records.rotate('planted', 60_000, undefined);
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'orgway'
  `.execute(database.db);
  expect(tables.length).toBeGreaterThan(8);
  const dump: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(database.db);
    dump.push(...rows.map(({ row }) => row));
  }
  const whole = dump.join('\n');
  expect(whole).toContain(digestOf(text));
  for (const key of [text, rotated.text]) {
    for (const form of [key, key.slice(18), key.slice(18, 61)].flatMap(forms)) expect(whole).not.toContain(form);
  }
});

const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const forms = (text: string): string[] => [
  text,
  Buffer.from(text).toString('hex'),
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
];
