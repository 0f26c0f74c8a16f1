import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, type ExpectStatic, test } from 'vitest';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { freshDatabase } from '../support/database.ts';
import { type RunningEmulators, startEmulators } from '../support/emulators.ts';
import { type Gate, startGate } from '../support/gate.ts';
import { type Replica, type Replicas, replicasOver } from '../support/replica.ts';

// Replicas as they are run, each a process of its own, and what the others make of it when one is killed. With the waiting times
// of the product, so the tests wait side by side.

let emulators: RunningEmulators;
beforeAll(async () => {
  emulators = await startEmulators();
});
afterAll(() => emulators.stop());

interface Cast {
  readonly gate: Gate;
  readonly one: Replica;
  readonly other: Replica;
  readonly database: string;
}

/** Two replicas on a database of their own, behind a gate of their own. */
async function staged(play: (cast: Cast) => Promise<void>): Promise<void> {
  const gate = await startGate(emulators.url);
  const database = await freshDatabase();
  const replicas: Replicas = replicasOver(gate.url, database);
  try {
    const one = await replicas.start();
    await play({ gate, one, other: await replicas.start(), database });
  } finally {
    await replicas.stop();
    gate.open();
    await gate.stop();
  }
}

const organizations = '/v1/connections/userhub/organizations';
const writesOn = async (id: string): Promise<LedgerEntry[]> => {
  const { body } = await emulators.control<{ readonly requests: LedgerEntry[] }>('GET', 'userhub/requests');
  return body.requests.filter(({ method, path }) => method !== 'GET' && path.includes(id));
};
const key = { 'idempotency-key': 'the-key-of-this-one-call' };

/** The operation when its state is this one. */
async function until(replica: Replica, operation: string, state: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await replica.call('GET', `/v1/operations/${operation}`);
    if (body.state === state) return body;
    await wait(100);
  }
}
const newestOperation = async (replica: Replica): Promise<string> =>
  (await replica.call('GET', '/v1/operations')).body.operations[0].id;

/** Four calls, each made ten times at either replica at once. */
async function duplicate({ one, other }: Cast, expect: ExpectStatic): Promise<void> {
  const id = 'org_4RnVx8KdTy2wPb';
  for (const round of [1, 2, 3, 4]) {
    const verb = round % 2 === 1 ? 'activate' : 'deactivate';
    const headers = { 'idempotency-key': `the-key-of-round-number-${round}` };
    const calls = [one, other].flatMap((replica) =>
      Array.from({ length: 10 }, () => replica.call('POST', `${organizations}/${id}/${verb}`, headers)),
    );
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
    const texts = new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text));
    expect(texts.size).toBe(1);
    expect(JSON.parse([...texts].join())).toMatchObject({ changed: true });
  }
  expect(await writesOn(id)).toHaveLength(4);
}

describe.concurrent('two processes', () => {
  test('when one is killed in the middle of its writes, the other finds out what became of them', ({ expect }) =>
    staged(async ({ gate, one, other }) => {
      const arrived = 'org_28seyVGVL1got6';
      const lost = 'org_32P6J2tQEaYQDV';
      const call = (replica: Replica, id: string) =>
        replica.call('POST', `${organizations}/${id}/deactivate`, { 'idempotency-key': `the-key-for-${id}` });
      gate.shut((method) => method === 'PATCH');
      const cut = [lost, arrived].map((id) => call(one, id).catch(() => 'cut off'));
      await gate.waiting(2);
      const found: { id: string; organization: string }[] = (await other.call('GET', '/v1/operations')).body.operations;
      const [operation = '', lostOperation = ''] = [arrived, lost].map(
        (id) => found.find(({ organization }) => organization === id)?.id,
      );
      await one.kill();
      expect(await Promise.all(cut)).toEqual(['cut off', 'cut off']);
      // Nobody may touch the organization, nor send the same again, while it is not known what became of it.
      const meanwhile = await call(other, arrived);
      expect(meanwhile).toMatchObject({ status: 409, body: { code: 'operation-in-progress', operationId: operation } });
      gate.drop((path) => path.includes(lost));
      gate.open();

      const settled = await until(other, operation, 'settled');
      expect(settled).toMatchObject({ outcome: 'applied', settledBy: 'reading', attempt: 1 });
      const repeat = await call(other, arrived);
      expect(repeat).toMatchObject({ status: 200, body: { changed: true, operationId: operation } });
      expect(await writesOn(arrived)).toMatchObject([{ status: 200, applied: true }]);

      const undone = await until(other, lostOperation, 'settled');
      expect(undone).toMatchObject({ outcome: 'not_applied', settledBy: 'reading', attempt: 1 });
      expect(await writesOn(lost)).toEqual([]);
      const again = await call(other, lost);
      expect(again).toMatchObject({ status: 200, body: { changed: true, operationId: lostOperation } });
      expect(await writesOn(lost)).toHaveLength(1);
      expect(await until(other, lostOperation, 'settled')).toMatchObject({ outcome: 'applied', attempt: 2 });
    }));

  test('are one gateway, and when the one that looks for an outcome is killed, the other looks', ({ expect }) =>
    staged(async (cast) => {
      await duplicate(cast, expect);
      const { gate, one, other, database: url } = cast;
      const id = 'org_6ZqLm3GsCf9hJk';
      gate.shut((method) => method === 'POST');
      const answer = one.call('POST', `${organizations}/${id}/restore`, key);
      await gate.waiting(1);
      gate.shut((method) => method === 'GET');
      gate.drop(() => true);
      expect(await answer).toMatchObject({ status: 504, body: { code: 'outcome-unknown', outcome: 'unknown' } });
      const operation = await newestOperation(other);
      // Whoever took the job is waiting for the upstream now. The first of the two is the first to have joined.
      await gate.waiting(1);
      const database = openDatabase(url);
      const { owner } = await database.db
        .selectFrom('operations')
        .select('owner')
        .where('id', '=', operation)
        .executeTakeFirstOrThrow();
      await database.close();
      expect([1, 2]).toContain(owner);
      const [looking, left] = owner === 1 ? [one, other] : [other, one];
      await looking.kill();
      gate.open();
      expect(await until(left, operation, 'settled')).toMatchObject({ outcome: 'not_applied', settledBy: 'reading' });
      expect(await writesOn(id)).toEqual([]);
    }));
});
