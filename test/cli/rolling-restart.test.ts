import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';
import { configuration, type Gateways, gateways, headers, organization } from './gateways.ts';

let sandbox: RunningSandbox;
let replicas: Gateways;
beforeAll(async () => {
  sandbox = await startSandbox();
  replicas = gateways();
  replicas.write(configuration({ id: sandbox.emulatorsUrl }));
});
afterAll(async () => {
  await replicas.stop();
  await sandbox.stop();
});

test('replicas are restarted one after the other: no read fails twice, and the outcome of every write is known', async () => {
  const environment = { DATABASE_URL: await freshDatabase() };
  const [first, second] = await Promise.all([replicas.start(environment), replicas.start(environment)]);
  const urls = [first.url, second.url];
  let over = false;
  let reads = 0;
  const failed: unknown[] = [];
  const read = async (at: number): Promise<void> => {
    const { status } = await fetch(`${urls[at]}${organization('id')}`, { headers });
    if (status !== 200) throw new Error(`answered ${status}`);
  };
  const reader = async (at: number): Promise<void> => {
    while (!over) {
      // Whoever is refused tries once more, elsewhere.
      await read(at).catch(() => read(1 - at).catch((error: unknown) => failed.push(error)));
      reads += 1;
    }
  };
  const writer = async (at: number): Promise<void> => {
    while (!over) {
      await fetch(`${urls[at]}${organization('id')}/deactivate`, { method: 'POST', headers }).catch(() => {});
      await fetch(`${urls[at]}${organization('id')}/activate`, { method: 'POST', headers }).catch(() => {});
    }
  };
  const clients = [reader(0), reader(1), reader(0), reader(1), writer(0), writer(1)];
  const readsBy = (count: number) => expect.poll(() => reads, { timeout: 60_000 }).toBeGreaterThan(count);
  await readsBy(20);
  first.signal('SIGTERM');
  expect(await first.ended).toMatchObject({ status: 0 });
  const third = await replicas.start(environment);
  urls[0] = third.url;
  await readsBy(reads + 20);
  second.signal('SIGTERM');
  expect(await second.ended).toMatchObject({ status: 0 });
  await readsBy(reads + 20);
  over = true;
  await Promise.all(clients);
  expect(failed).toEqual([]);
  const response = await fetch(`${third.url}/v1/operations?outcome=unknown`, { headers });
  expect(await response.json()).toEqual({ operations: [] });
});
