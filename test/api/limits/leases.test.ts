import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Count, Leases, type Spent } from '../../../src/api/limits/leases.ts';
import { countTogether } from '../../../src/api/limits/shared-count.ts';
import { statementsOf } from '../../../src/operations/statements.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { freshDatabase } from '../../support/database.ts';

let databases: readonly Database[];
beforeAll(async () => {
  const url = await freshDatabase();
  databases = [openDatabase(url), openDatabase(url)];
});
afterAll(() => Promise.all(databases.map((each) => each.close())));

const quota = { calls: 600, windowSeconds: 60 };
const spendAll = (leases: Leases, key: string, times: number): Promise<readonly Spent[]> =>
  Promise.all(Array.from({ length: times }, () => leases.spend(key)));
const allowed = (spent: readonly Spent[]): number => spent.filter((each) => each.allowed).length;

/** Keeps count in memory, as the database would. */
function shared(): { readonly count: Count; readonly asked: number[]; points: number; leftMs: number } {
  const state = {
    asked: [] as number[],
    points: 0,
    leftMs: 60_000,
    count: async (_key: string, points: number) => {
      state.asked.push(points);
      state.points += points;
      return { points: state.points, leftMs: state.leftMs };
    },
  };
  return state;
}

test('two replicas on one database let through the quota together and no more, in a few statements', async () => {
  let statements = 0;
  const replicas = databases.map(
    ({ db }) =>
      new Leases(
        quota,
        (key, points) => {
          statements += 1;
          return countTogether(statementsOf(db), quota, key, points);
        },
        Date.now,
      ),
  );
  const spent = await Promise.all(replicas.map((each) => spendAll(each, 'one', 500)));
  const together = spent.map(allowed).reduce((a, b) => a + b);
  expect(together).toBeLessThanOrEqual(600);
  // The one that had all its calls answered may have leased a little more.
  expect(together).toBeGreaterThanOrEqual(600 - 2 * 6);
  expect(allowed(spent[0] ?? [])).toBeGreaterThan(0);
  expect(allowed(spent[1] ?? [])).toBeGreaterThan(0);
  expect(statements).toBeLessThan(100);
  const others = await Promise.all(replicas.map((each) => spendAll(each, 'two', 10)));
  expect(others.map(allowed)).toEqual([10, 10]);
});

test('what is left is told, and counts down to nothing', async () => {
  const leases = new Leases({ calls: 3, windowSeconds: 60 }, shared().count, () => 0);
  const spent = [await leases.spend('k'), await leases.spend('k'), await leases.spend('k'), await leases.spend('k')];
  expect(spent).toEqual([
    { allowed: true, remaining: 2, leftMs: 60_000 },
    { allowed: true, remaining: 1, leftMs: 60_000 },
    { allowed: true, remaining: 0, leftMs: 60_000 },
    { allowed: false, remaining: 0, leftMs: 60_000 },
  ]);
});

test('a caller that was refused is let through again when the window is over, and what was leased is over with it', async () => {
  const common = shared();
  let now = 0;
  const leases = new Leases({ calls: 200, windowSeconds: 60 }, common.count, () => now);
  expect(allowed(await spendAll(leases, 'k', 201))).toBe(200);
  now = 59_999;
  expect(await leases.spend('k')).toMatchObject({ allowed: false, leftMs: 1 });
  now = 60_000;
  common.points = 0;
  expect(allowed(await spendAll(leases, 'k', 201))).toBe(200);
});

test('a hundredth of the quota is asked for at a time, before it is needed', async () => {
  const common = shared();
  const leases = new Leases(quota, common.count, () => 0);
  for (let call = 0; call < 60; call += 1) await leases.spend('k');
  expect(new Set(common.asked)).toEqual(new Set([6]));
  expect(common.asked.length).toBeLessThanOrEqual(12);
});

test('refused calls ask the database nothing', async () => {
  const common = shared();
  const leases = new Leases({ calls: 10, windowSeconds: 60 }, common.count, () => 0);
  await spendAll(leases, 'k', 10);
  await leases.spend('k');
  const before = common.asked.length;
  expect(allowed(await spendAll(leases, 'k', 100))).toBe(0);
  expect(common.asked.length).toBe(before);
});

test('while the database fails each replica lets the quota through by itself, and reports it afterwards', async () => {
  const common = shared();
  let away = true;
  let tries = 0;
  let now = 0;
  const count: Count = async (key, points) => {
    tries += 1;
    if (away) throw new Error('away');
    return common.count(key, points);
  };
  const leases = new Leases({ calls: 100, windowSeconds: 60 }, count, () => now);
  expect(allowed(await spendAll(leases, 'k', 60))).toBe(60);
  // It is not asked for every call.
  expect(tries).toBeLessThan(3);
  away = false;
  now = 1_001;
  expect(await leases.spend('k')).toMatchObject({ allowed: true });
  expect(common.asked[0]).toBe(61);
  away = true;
  now = 2_002;
  expect(allowed(await spendAll(leases, 'other', 150))).toBe(100);
});

test('a call does not wait for a database that does not answer', async () => {
  const leases = new Leases({ calls: 5, windowSeconds: 60 }, () => new Promise(() => {}), Date.now);
  expect(allowed(await spendAll(leases, 'k', 7))).toBe(5);
});
