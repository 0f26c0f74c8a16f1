import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { freshDatabase } from '../support/database.ts';
import { type RunningEmulators, startEmulators } from '../support/emulators.ts';
import { type Gate, startGate } from '../support/gate.ts';
import { type Replica, type Replicas, replicasOver } from '../support/replica.ts';

// What a process is told to do while its mutations are at the upstream.

let emulators: RunningEmulators;
beforeAll(async () => {
  emulators = await startEmulators();
  await emulators.control('PUT', 'stytch/state', { populate: 30 });
});
afterAll(() => emulators.stop());

async function staged(play: (gate: Gate, replicas: Replicas) => Promise<void>): Promise<void> {
  const gate = await startGate(emulators.url);
  const replicas = replicasOver(gate.url, await freshDatabase());
  try {
    await play(gate, replicas);
  } finally {
    await replicas.stop();
    gate.open();
    await gate.stop();
  }
}

const userhub = '/v1/connections/userhub/organizations';
const stytch = '/v1/connections/stytch/organizations';
const keyed = (key: string) => ({ 'idempotency-key': `the-key-of-${key}` });
const writesOn = async (provider: string, id: string): Promise<LedgerEntry[]> => {
  const { body } = await emulators.control<{ readonly requests: LedgerEntry[] }>('GET', `${provider}/requests`);
  return body.requests.filter(({ path, applied }) => applied && path.includes(id));
};
const isWrite = (method: string): boolean => method === 'PATCH' || method === 'PUT';

/** A call whose write is at the upstream's door when this resolves. */
async function underWay(
  gate: Gate,
  replica: Replica,
  id: string,
  verb: 'activate' | 'deactivate',
): Promise<{ readonly call: ReturnType<Replica['call']> }> {
  gate.shut((method) => isWrite(method));
  const call = replica.call('POST', `${userhub}/${id}/${verb}`, keyed(id));
  call.catch(() => {});
  await gate.waiting(1);
  return { call };
}

describe.concurrent('a process with mutations under way', () => {
  test('F40: on SIGTERM answers all of them and ends well', ({ expect }) =>
    staged(async (gate, replicas) => {
      const replica = await replicas.start();
      const { body } = await replica.call('GET', `${stytch}?pageSize=20`);
      const ids: string[] = body.organizations.map(({ id }: { id: string }) => id);
      gate.shut(isWrite);
      const calls = ids.map((id) =>
        replica.call('PUT', `${stytch}/${id}/external-id`, keyed(id), { externalId: `drained-${id.slice(-12)}` }),
      );
      await gate.waiting(20);
      replica.signal('SIGTERM');
      await wait(200);
      gate.open();
      const answers = await Promise.all(calls);
      expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
      expect(await replica.status).toBe(0);
      for (const id of ids) expect(await writesOn('stytch', id)).toHaveLength(1);
    }));

  test('F41: on a second signal ends at once, and what was under way is settled by the next', ({ expect }) =>
    staged(async (gate, replicas) => {
      const id = 'org_28seyVGVL1got6';
      const replica = await replicas.start();
      const { call } = await underWay(gate, replica, id, 'deactivate');
      replica.signal('SIGTERM');
      await wait(100);
      replica.signal('SIGTERM');
      expect(await replica.status).toBe(1);
      await expect(call).rejects.toThrow();
      gate.open();
      const next = await replicas.start();
      const again = (): ReturnType<Replica['call']> => next.call('POST', `${userhub}/${id}/deactivate`, keyed(id));
      let answer = await again();
      for (; answer.status !== 200; answer = await again()) await wait(200);
      expect(answer.body.organization.state).toBe('inactive');
      expect(await writesOn('userhub', id)).toHaveLength(1);
    }));

  test('F43: stopped for a while and continued, sends nothing twice, and nobody takes its work over', ({ expect }) =>
    staged(async (gate, replicas) => {
      const id = 'org_4RnVx8KdTy2wPb';
      const replica = await replicas.start();
      const other = await replicas.start();
      const { call } = await underWay(gate, replica, id, 'activate');
      replica.signal('SIGSTOP');
      gate.open();
      // Longer than after the death of a replica, whose operations are looked after at once then.
      await wait(8_000);
      const { body } = await other.call('GET', '/v1/operations');
      expect(body.operations).toMatchObject([{ state: 'running', attempt: 1 }]);
      replica.signal('SIGCONT');
      expect((await call).body).toMatchObject({ changed: true });
      expect(await writesOn('userhub', id)).toHaveLength(1);
    }));
});
