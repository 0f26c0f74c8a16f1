import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { freshDatabase } from '../../support/database.ts';
import { type Answer, idempotencyKey, type RunningGateway, sharedSecret, startGateway } from '../../support/gateway.ts';
import { emulated, type RunningSandbox, startSandbox } from '../../support/sandbox.ts';

const limits = {
  destructive: { calls: 10, windowSeconds: 60 },
  destructivePerConnection: { calls: 24, windowSeconds: 86_400 },
};
const apiKeys = { other: 'other-key-of-these-tests', third: 'third-key-of-these-tests' };

let sandbox: RunningSandbox;
let replica: RunningGateway;
let organizations: readonly string[];

beforeAll(async () => {
  const shared = { database: await freshDatabase(), secret: sharedSecret(), limits, apiKeys };
  sandbox = await startSandbox(shared);
  replica = await startGateway(emulated(sandbox.emulatorsUrl), shared);
});
afterAll(async () => {
  await replica.stop();
  await sandbox.stop();
});
beforeEach(async () => {
  await sandbox.reset('stytch', 40);
  await sandbox.database.db.deleteFrom('rate_limits').execute();
  const { body } = await sandbox.call('GET', '/v1/connections/stytch/organizations?pageSize=50');
  organizations = body.organizations.map(({ id }: { readonly id: string }) => id);
});
afterEach(() => {
  vi.useRealTimers();
});

interface Deletion {
  readonly headers?: Readonly<Record<string, string>>;
  readonly apiKey?: string;
  readonly query?: string;
}
const remove = (gateway: RunningGateway, nth: number, { query = '', ...call }: Deletion = {}): Promise<Answer> =>
  gateway.call(
    'DELETE',
    `/v1/connections/stytch/organizations/${organizations[nth]}?acknowledge=irreversible${query}`,
    {
      headers: idempotencyKey(),
      ...call,
    },
  );
const received = async (): Promise<number> =>
  (await sandbox.ledger('stytch')).filter(({ method }) => method === 'DELETE').length;

test('the eleventh deletion in a minute is refused, whichever replica takes it; nothing is sent or put on record', async () => {
  for (let nth = 0; nth < 10; nth += 1) {
    const { status, headers } = await remove(nth % 2 === 0 ? sandbox : replica, nth);
    expect([nth, status]).toEqual([nth, 200]);
    expect(headers.get('ratelimit-policy')).toBe('"destructive";q=10;w=60, "destructive-per-connection";q=24;w=86400');
    expect(headers.get('ratelimit')).toMatch(
      new RegExp(`^"destructive";r=${9 - nth};t=[0-9]+, "destructive-per-connection";r=${23 - nth};t=[0-9]+$`),
    );
    expect(headers.get('retry-after')).toBeNull();
  }
  for (const gateway of [sandbox, replica]) {
    const { status, body, headers } = await remove(gateway, 10);
    expect([status, body.code, body.outcome, body.retryable]).toEqual([429, 'rate-limited', 'not_applied', true]);
    expect(headers.get('ratelimit-policy')).toBe('"destructive";q=10;w=60');
    expect(headers.get('ratelimit')).toBe(`"destructive";r=0;t=${headers.get('retry-after')}`);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
  }
  expect(await received()).toBe(10);
  const { body } = await sandbox.call('GET', '/v1/operations?pageSize=50');
  expect(body.operations).toHaveLength(10);
  // Others may go on.
  expect((await remove(sandbox, 10, { apiKey: apiKeys.other })).status).toBe(200);
});

test('neither dry runs nor replays nor refusals count, and what is no destruction does not either', async () => {
  const headers = idempotencyKey();
  expect((await remove(sandbox, 0, { headers })).status).toBe(200);
  for (let nth = 0; nth < 12; nth += 1) {
    expect((await remove(sandbox, 0, { headers })).headers.get('idempotent-replayed')).toBe('true');
    const dry = await remove(sandbox, 1, { query: '&dryRun=true' });
    expect([dry.status, dry.headers.get('ratelimit')]).toEqual([200, null]);
    const path = `/v1/connections/stytch/organizations/${organizations[1]}`;
    expect((await sandbox.call('DELETE', path, { headers: idempotencyKey() })).body.code).toBe(
      'acknowledgement-required',
    );
    const update = await sandbox.call('PATCH', path, { body: { displayName: `Name ${nth}` } });
    expect([update.status, update.headers.get('ratelimit')]).toEqual([200, null]);
  }
  for (let nth = 1; nth < 10; nth += 1) expect((await remove(sandbox, nth)).status).toBe(200);
  expect((await remove(sandbox, 10)).status).toBe(429);
  // The answer to a replay is there even now.
  expect((await remove(sandbox, 0, { headers })).status).toBe(200);
});

test('calls at the same time on two replicas are counted exactly', async () => {
  const answers = await Promise.all(
    organizations.slice(0, 16).map((_, nth) => remove(nth % 2 ? sandbox : replica, nth)),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect([answers.filter(({ status }) => status === 200).length, refused.length]).toEqual([10, 6]);
  expect(await received()).toBe(10);
});

test('a connection has a quota of its own, over all principals', async () => {
  let nth = 0;
  for (const apiKey of Object.values(apiKeys)) {
    for (let each = 0; each < 10; each += 1, nth += 1)
      expect((await remove(sandbox, nth, { apiKey })).status).toBe(200);
  }
  for (; nth < 24; nth += 1) expect((await remove(sandbox, nth)).status).toBe(200);
  const { status, headers } = await remove(replica, nth);
  expect(status).toBe(429);
  expect(headers.get('ratelimit')).toMatch(/^"destructive-per-connection";r=0;t=86[0-9]{3}$/);
  // What was refused for the sake of the connection has not used up the caller's own quota.
  const counts = await sandbox.database.db.selectFrom('rate_limits').selectAll().orderBy('points').execute();
  expect(counts.map(({ points }) => points)).toEqual([4, 10, 10, 24]);
  // Nor does the table tell who it was or where.
  expect(JSON.stringify(counts)).not.toMatch(/test|other|third|stytch/);
});

test('when its window is over a quota is whole again', async () => {
  for (let nth = 0; nth < 10; nth += 1) await remove(sandbox, nth);
  expect((await remove(sandbox, 10)).status).toBe(429);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  expect((await remove(sandbox, 10)).headers.get('ratelimit')).toMatch(/^"destructive";r=9;t=60, /);
});
