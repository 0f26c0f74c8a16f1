import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listDrift } from '../../../src/operations/drift/list.ts';
import { storeDrift } from '../../../src/operations/drift/store.ts';
import { type Tallied, Tally } from '../../../src/operations/drift/tally.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { freshDatabase } from '../../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = openDatabase(await freshDatabase());
});
afterAll(() => database.close());
beforeEach(() => database.db.deleteFrom('drift_records').execute());

type Severity = Tallied['impact']['severity'];

const kind = (name: string, severity: Severity = 'harmless', second = 0, connection = 'live'): Tallied => {
  const time = new Date(Date.UTC(2026, 10, 22, 10, 0, second));
  return {
    connection,
    provider: 'stytch',
    contractVersion: '1',
    deviation: {
      upstreamOperation: 'GetOrganization',
      direction: 'response',
      status: 200,
      pointer: `/${name}`,
      keyword: 'type',
      expected: 'string',
      observedType: 'null',
    },
    impact: { severity, unifiedOperations: [], unifiedFields: [] },
    count: 1,
    firstSeen: time,
    lastSeen: time,
  };
};
const kinds = (count: number, prefix: string, severity?: Severity): Tallied[] =>
  Array.from({ length: count }, (_, index) => kind(`${prefix}${index}`, severity, index));

const told = (all: readonly Tallied[]): string[] =>
  all.map(({ deviation: { keyword, pointer }, impact: { severity }, count }) =>
    keyword === 'overflow' ? `overflow ${severity} ${count}` : `${pointer} ${severity} ${count}`,
  );
const onRecord = async (connection = 'live'): Promise<string[]> =>
  told((await listDrift(database.db, connection, {}, { size: 5000, after: undefined })).records).sort();

test('in memory, what goes over the bound is counted as one', () => {
  const tally = new Tally(3);
  for (const each of kinds(5, 'a')) for (const time of [1, 2]) tally.add({ ...each, count: time });
  expect(told(tally.take())).toEqual(['/a0 harmless 3', '/a1 harmless 3', '/a2 harmless 3', 'overflow harmless 6']);
  expect(tally.take()).toEqual([]);
});

test('in memory, what harms nothing gives way to what matters', () => {
  const tally = new Tally(3);
  for (const each of [...kinds(3, 'a'), kind('b', 'breaking'), kind('c', 'risky')]) tally.add(each);
  expect(told(tally.take())).toEqual(['/b breaking 1', '/c risky 1', '/a2 harmless 1', 'overflow harmless 2']);
});

test('in memory, connections have room of their own', () => {
  const tally = new Tally(1);
  tally.add(kind('a', 'harmless', 0, 'one'));
  tally.add(kind('a', 'harmless', 0, 'two'));
  expect(told(tally.take())).toEqual(['/a harmless 1', '/a harmless 1']);
});

test('on record, what goes over the bound is counted in one record', async () => {
  await storeDrift(database.db, kinds(1_005, 'a'), 1_000);
  await storeDrift(database.db, [...kinds(10, 'a'), ...kinds(20, 'b')], 1_000);
  const records = await onRecord();
  expect(records).toHaveLength(1_001);
  expect(records.filter((each) => each.endsWith(' 2'))).toHaveLength(10);
  expect(records.filter((each) => each.startsWith('overflow'))).toEqual(['overflow harmless 25']);
});

test('on record, what was not seen for the longest time and harms nothing gives way to what matters', async () => {
  await storeDrift(database.db, kinds(3, 'a'), 3);
  await storeDrift(database.db, kinds(2, 'b', 'breaking'), 3);
  expect(await onRecord()).toEqual(['/a2 harmless 1', '/b0 breaking 1', '/b1 breaking 1', 'overflow harmless 2']);
  await storeDrift(database.db, kinds(2, 'c', 'risky'), 3);
  expect(await onRecord()).toEqual(['/b0 breaking 1', '/b1 breaking 1', '/c0 risky 1', 'overflow risky 4']);
});

test('replicas that store at the same time lose no count and keep the bound', async () => {
  const batches = Array.from({ length: 8 }, (_, index) => [...kinds(4, 'a'), ...kinds(4, `b${index}`)]);
  await Promise.all(batches.map((batch) => storeDrift(database.db, [...batch, kind('x', 'breaking', 0, 'other')], 10)));
  const records = await onRecord();
  const counts = records.map((each) => Number(each.split(' ').at(-1)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(64);
  expect(records.length).toBe(11);
  expect(await onRecord('other')).toEqual(['/x breaking 8']);
});

test('first and last time are those of all replicas', async () => {
  await storeDrift(database.db, [kind('a', 'harmless', 30)], 10);
  await storeDrift(database.db, [kind('a', 'harmless', 10)], 10);
  const [record] = (await listDrift(database.db, 'live', {}, { size: 1, after: undefined })).records;
  expect([record?.firstSeen.getUTCSeconds(), record?.lastSeen.getUTCSeconds()]).toEqual([10, 30]);
});
