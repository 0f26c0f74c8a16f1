import { expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { joinReplicas, type Presence } from '../../src/storage/presence.ts';
import { freshDatabase } from '../support/database.ts';
import { startDatabaseWay } from '../support/database-way.ts';

function opened(url: string): Database {
  const database = openDatabase(url);
  onTestFinished(() => database.close());
  return database;
}

async function joined(database: Database): Promise<Presence> {
  const presence = await joinReplicas(database);
  onTestFinished(() => presence.close());
  return presence;
}

/** Enough for several checks of a connection, should the machine be busy. */
const patience = { timeout: 30_000, interval: 20 };

test('replicas see each other, and one that leaves is not seen any more', async () => {
  const url = await freshDatabase();
  const [one, other] = [await joinReplicas(opened(url)), await joined(opened(url))];
  expect(await other.alive()).toEqual(new Set([one.replica, other.replica]));
  expect([one.held, other.held]).toEqual([true, true]);
  await one.close();
  expect(one.held).toBe(false);
  await expect.poll(() => other.alive(), patience).toEqual(new Set([other.replica]));
});

test.each(['refusing', 'cutting'] as const)(
  'a replica whose server is %s connections is back by itself',
  async (how) => {
    const url = await freshDatabase();
    const way = await startDatabaseWay(url);
    onTestFinished(() => way.stop());
    const [away, other] = [await joined(opened(way.url)), await joined(opened(url))];
    await way.close(how);
    await expect.poll(() => away.held, patience).toBe(false);
    await expect.poll(() => other.alive(), patience).toEqual(new Set([other.replica]));
    await way.open();
    await expect.poll(() => away.held, patience).toBe(true);
    expect(await other.alive()).toEqual(new Set([away.replica, other.replica]));
  },
);

test('a server that says nothing any more is noticed, and the replica is back by itself although the server never heard it go', async () => {
  const url = await freshDatabase();
  const way = await startDatabaseWay(url);
  onTestFinished(() => way.stop());
  const [away, other] = [await joined(opened(way.url)), await joined(opened(url))];
  way.silence();
  await expect.poll(() => away.held, patience).toBe(false);
  // The server still holds the lock for it: nobody takes its work over.
  expect(await other.alive()).toEqual(new Set([away.replica, other.replica]));
  await way.open();
  await expect.poll(() => away.held, patience).toBe(true);
  expect(await other.alive()).toEqual(new Set([away.replica, other.replica]));
});
