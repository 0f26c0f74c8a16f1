import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { type Gate, startGate } from '../support/gate.ts';
import { type Answer, type RunningGateway, sharedSecret, startGateway } from '../support/gateway.ts';
import { emulated, type RunningSandbox, startSandbox } from '../support/sandbox.ts';

// Two replicas on one database are one gateway: whichever is asked, a key is one execution and an organization has one mutation.

let sandbox: RunningSandbox;
let gate: Gate;
let replicas: readonly [RunningGateway, RunningGateway];
beforeAll(async () => {
  sandbox = await startSandbox();
  const organization = (path: string) => /organizations\/(\w+)/.exec(path)?.[1] ?? 'new';
  gate = await startGate(
    sandbox.emulatorsUrl,
    (method, path) => (method === 'GET' ? undefined : organization(path)),
    10,
  );
  const shared = { database: await freshDatabase(), secret: sharedSecret() };
  replicas = [await startGateway(emulated(gate.url), shared), await startGateway(emulated(gate.url), shared)];
});
afterAll(async () => {
  for (const each of replicas) await each.stop();
  await gate.stop();
  await sandbox.stop();
});
beforeEach(async () => {
  await replicas[0].forget();
  gate.crowding();
});

const organizations = '/v1/connections/userhub/organizations';
/** The `n`th call of many goes to one replica or the other. */
const call = (n: number, method: string, path: string, key: string, more: object = {}): Promise<Answer> => {
  const { headers = {}, ...rest } = more as { readonly headers?: Readonly<Record<string, string>> };
  return replicas[n % 2 === 0 ? 0 : 1].call(method, path, { ...rest, headers: { 'idempotency-key': key, ...headers } });
};
const count = (size: number): number[] => Array.from({ length: size }, (_, index) => index);
const writes = async (): Promise<string[]> =>
  (await sandbox.ledger('userhub'))
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);

interface Seeded {
  readonly id: string;
  readonly archived?: boolean;
  readonly deleteTime?: string;
  readonly profile: { readonly disabled?: boolean };
}

test('of 50 duplicates at once of each of 100 calls one is executed, and all are told of that one', async () => {
  await sandbox.reset('userhub', 200);
  const { organizations: found } = await sandbox.state('userhub');
  const active = (each: Seeded): boolean => !each.archived && each.deleteTime === undefined && !each.profile.disabled;
  const ids: string[] = found
    .filter(active)
    .slice(-100)
    .map(({ id }: Seeded) => id);
  expect(ids).toHaveLength(100);
  let executed = 0;
  let replayed = 0;
  let early = 0;
  const duplicated = async (id: string): Promise<void> => {
    const key = `duplicated-${id}`;
    const path = `${organizations}/${id}/deactivate`;
    const answers = await Promise.all(count(50).map((n) => call(n, 'POST', path, key)));
    const told = answers.filter(({ status }) => status === 200);
    const first = told.filter(({ headers }) => headers.get('idempotent-replayed') === null);
    const busy = answers.filter(({ status }) => status === 409);
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
    expect(first).toHaveLength(1);
    expect(new Set(told.map(({ text }) => text)).size).toBe(1);
    expect(first[0]?.body).toMatchObject({ changed: true, organization: { id, state: 'inactive' } });
    for (const { body, headers } of busy) {
      expect(body).toMatchObject({ code: 'operation-in-progress', operationId: first[0]?.body.operationId });
      expect(headers.get('retry-after')).toBe('1');
    }
    executed += first.length;
    replayed += told.length - first.length;
    early += busy.length;
    const late = await call(executed, 'POST', path, key);
    expect({ text: late.text, replayed: late.headers.get('idempotent-replayed') }).toEqual({
      text: first[0]?.text,
      replayed: 'true',
    });
  };
  // Ten calls, each fifty times, are under way at any time.
  await Promise.all(
    count(10).map(async (lane) => {
      for (const id of ids.slice(lane * 10, lane * 10 + 10)) await duplicated(id);
    }),
  );
  expect({ executed, answered: executed + replayed + early }).toEqual({ executed: 100, answered: 5_000 });
  expect((await writes()).sort()).toEqual(ids.map((id) => `PATCH /admin/v1/organizations/${id}`).sort());
});

describe('of calls under different keys', () => {
  const acme = 'org_28seyVGVL1got6';
  const bare = 'org_32P6J2tQEaYQDV';
  beforeEach(() => sandbox.reset('userhub'));

  test('those on one organization are made one after the other', async () => {
    const patient = { headers: { prefer: 'wait=10' } };
    const made = await Promise.all(
      count(20).map((n) => {
        const verb = n % 4 < 2 ? 'deactivate' : 'activate';
        return call(n, 'POST', `${organizations}/${acme}/${verb}`, `one-of-twenty-keys-${n}`, patient);
      }),
    );
    expect(made.map(({ status }) => status)).toEqual(made.map(() => 200));
    expect(gate.crowding().get(acme)).toBe(1);
    const changed = made.filter(({ body }) => body.changed).length;
    expect(await writes()).toHaveLength(changed);
    const { body } = await call(0, 'GET', `${organizations}/${acme}`, 'a-key-means-nothing');
    expect(body.state).toBe(changed % 2 === 0 ? 'active' : 'inactive');
  });

  test('one that would have to wait too long is told so, and is sent nothing of', async () => {
    gate.shut((method) => method === 'PATCH');
    const first = call(0, 'POST', `${organizations}/${acme}/deactivate`, 'the-key-of-the-first');
    await gate.waiting(1);
    const second = await call(1, 'DELETE', `${organizations}/${acme}`, 'the-key-of-the-second');
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'operation-in-progress', outcome: 'not_applied', retryable: true },
    });
    expect(second.headers.get('retry-after')).toBe('1');
    gate.open();
    expect(await first).toMatchObject({ status: 200, body: { operationId: second.body.operationId } });
    expect(await writes()).toEqual([`PATCH /admin/v1/organizations/${acme}`]);
    const again = await call(1, 'DELETE', `${organizations}/${acme}`, 'the-key-of-the-second');
    expect(again).toMatchObject({ status: 200, body: { deleted: true } });
  });

  test('those on two organizations do not wait for each other', async () => {
    gate.shut((method) => method === 'PATCH');
    const both = [acme, bare].map((id, n) => call(n, 'POST', `${organizations}/${id}/deactivate`, `the-key-of-${id}`));
    await gate.waiting(2);
    gate.open();
    for (const each of both) expect((await each).status).toBe(200);
  });

  test('of two that create under one external ID the second finds what the first has made', async () => {
    const body = { displayName: 'Möwe', externalId: 'moewe' };
    const made = await Promise.all(
      count(6).map((n) =>
        call(n, 'POST', organizations, `one-of-several-keys-${n}`, { body, headers: { prefer: 'wait=10' } }),
      ),
    );
    expect(gate.crowding().get('new')).toBe(1);
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(new Set(made.map(({ body: answer }) => answer.code))).toEqual(new Set([undefined, 'external-id-taken']));
    const { organizations: found } = await sandbox.state('userhub');
    const named = found.filter(
      ({ profile }: { readonly profile: { uniqueId?: string } }) => profile.uniqueId === 'moewe',
    );
    expect(named).toHaveLength(1);
  });
});
