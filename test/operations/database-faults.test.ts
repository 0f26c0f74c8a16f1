import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type PostgresProxy, startPostgresProxy } from '../crash/postgres-proxy.ts';
import { freshDatabase, onServer } from '../support/database.ts';
import { type DatabaseWay, startDatabaseWay } from '../support/database-way.ts';
import { type Answer, idempotencyKey, sharedSecret, startGateway } from '../support/gateway.ts';
import { emulated, type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

// What callers meet while the database is away, silent, slow, full or restarted; and that nothing has to be done afterwards.

const calls = [
  {
    provider: 'userhub',
    method: 'DELETE',
    below: `external-accounts/${showcase.userhub?.externalAccount}?acknowledge=irreversible`,
  },
  { provider: 'softwareone', method: 'POST', below: 'deactivate' },
  { provider: 'stytch', method: 'DELETE', below: 'external-id' },
  { provider: 'zitadel', method: 'POST', below: 'deactivate' },
] as const;
type Target = (typeof calls)[number];
const [, , , deactivation] = calls;

/** Longer than any time limit in here, should the machine be busy. */
const patience = { timeout: 60_000, interval: 20 };

let database: string;
let way: DatabaseWay;
let proxy: PostgresProxy;
let sandbox: RunningSandbox;
const secret = sharedSecret();
const rejections: unknown[] = [];
const rejected = (reason: unknown): number => rejections.push(reason);
beforeAll(async () => {
  process.on('unhandledRejection', rejected);
  database = await freshDatabase();
  way = await startDatabaseWay(database);
  proxy = await startPostgresProxy(way.url);
  sandbox = await startSandbox({ database: proxy.url, secret });
});
afterAll(async () => {
  await sandbox.stop();
  await proxy.stop();
  await way.stop();
  process.off('unhandledRejection', rejected);
});
let headers: Readonly<Record<string, string>>;
beforeEach(async () => {
  headers = idempotencyKey();
  for (const { provider } of calls) await sandbox.reset(provider);
});
afterEach(async () => {
  proxy.judge(() => ({}));
  await way.open();
  await ready();
  expect(rejections).toEqual([]);
});

const organizationOf = ({ provider }: Target): string =>
  `/v1/connections/${provider}/organizations/${showcase[provider]?.organization}`;
const mutate = (target: Target): Promise<Answer> =>
  sandbox.call(target.method, `${organizationOf(target)}/${target.below}`, { headers });
const writes = async ({ provider }: Target): Promise<boolean[]> =>
  (await sandbox.ledger(provider)).filter(({ method }) => method !== 'GET').map(({ applied }) => applied);
const record = async (operation: string): Promise<Answer> => sandbox.call('GET', `/v1/operations/${operation}`);
const readiness = (): Promise<Answer> => sandbox.call('GET', '/readyz');
const ready = (): Promise<void> => expect.poll(async () => (await readiness()).status, patience).toBe(200);
const unready = async (reason: string): Promise<void> => {
  await expect
    .poll(async () => (await readiness()).body, patience)
    .toMatchObject({
      code: 'storage-unavailable',
      detail: reason,
    });
  expect((await sandbox.call('GET', '/livez')).status).toBe(200);
};
const away = 'The connection to the database is lost.';
const owing = 'Outcomes of earlier mutations are still to be stored.';

/** Nothing was sent, and the caller is told so. */
async function refuses(target: Target): Promise<void> {
  const answer = await mutate(target);
  expect(answer.body).toMatchObject({ code: 'storage-unavailable', outcome: 'not_applied', retryable: true });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await writes(target)).toEqual([]);
}
async function reads(target: Target): Promise<void> {
  const answer = await sandbox.call('GET', organizationOf(target));
  expect(answer.status).toBe(200);
  expect(answer.body.state).toBe('active');
}
/** The same call again, by a caller who waits for as long as it is told to. */
async function repeated(target: Target): Promise<Answer> {
  for (;;) {
    const answer = await mutate(target);
    if (answer.status !== 503 && answer.body.code !== 'operation-in-progress') return answer;
    await wait(20);
  }
}
/** The call succeeds, once, and the journal says so. */
async function works(target: Target): Promise<void> {
  const { status, body } = await repeated(target);
  expect(status).toBe(200);
  expect(await writes(target)).toEqual([true]);
  const { body: operation } = await record(body.operationId);
  expect(operation).toMatchObject({ state: 'settled', outcome: 'applied' });
}
/** The upstream did it, which the caller was not told as long as it was not on record. */
async function comesOut(target: Target, lost: Answer): Promise<void> {
  expect(lost.status).toBe(502);
  expect(lost.body).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown', retryable: false });
  const { operationId } = lost.body;
  await expect.poll(async () => (await record(operationId)).body.state, patience).toBe('settled');
  const { body } = await record(operationId);
  expect(body).toMatchObject({ outcome: 'applied', attempt: 1, steps: [{ outcome: 'applied', status: 200 }] });
  const repeat = await repeated(target);
  expect(repeat.status).toBe(200);
  expect(repeat.headers.get('idempotent-replayed')).toBe('true');
  expect(repeat.body).toMatchObject({ operationId, changed: true });
  expect(await writes(target)).toEqual([true]);
}

/** What settles unknown outcomes in the background is at work again, without being asked. */
async function settlesByItself(): Promise<void> {
  const { provider, method } = deactivation;
  await sandbox.reset(provider);
  await sandbox.faults(provider, [{ method, reset: 'after', times: 1 }]);
  headers = idempotencyKey();
  const { body } = await mutate(deactivation);
  expect(body).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown' });
  await expect.poll(async () => (await record(body.operationId)).body.state, patience).toBe('settled');
  expect((await record(body.operationId)).body).toMatchObject({ outcome: 'applied', settledBy: 'reading' });
}

/** Kills every connection as a server does that is shut down, and lets nobody in until it is up again. */
async function shutDown(): Promise<() => Promise<void>> {
  const name = new URL(database).pathname.slice(1);
  const server = inject('databaseServer');
  await onServer(server, `alter database ${name} with allow_connections false`);
  await onServer(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  return async () => {
    await onServer(server, `alter database ${name} with allow_connections true`);
  };
}

/** Has no room any more for what the trigger is for; answers how to make room again. */
async function full(event: string): Promise<() => Promise<void>> {
  await onServer(
    database,
    `create function orgway.full() returns trigger language plpgsql as
     $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
  );
  await onServer(database, `create trigger "full" before ${event} for each row execute function orgway.full()`);
  return async () => {
    await onServer(database, 'drop function orgway.full cascade');
  };
}

/** Makes the call; resolves when the upstream has been asked and takes its time. */
async function underWay(target: Target): Promise<{ readonly answer: Promise<Answer> }> {
  const { provider, method } = target;
  await sandbox.faults(provider, [{ method, latencyMs: 700, times: 1 }]);
  const answer = mutate(target);
  const met = async (): Promise<boolean> => {
    const response = await fetch(`${sandbox.emulatorsUrl}/_sandbox/${provider}/faults`);
    return ((await response.json()) as { readonly faults: unknown[] }).faults.length === 0;
  };
  await expect.poll(met, patience).toBe(true);
  return { answer };
}

describe.each(calls)('$provider', (target) => {
  test.each(['refusing', 'cutting'] as const)('while the database is %s connections, nothing is sent', async (how) => {
    await way.close(how);
    await unready(away);
    await refuses(target);
    await reads(target);
    expect((await sandbox.call('GET', '/v1/operations')).body).toMatchObject({ code: 'storage-unavailable' });
    await way.open();
    await ready();
    await works(target);
  });

  test('when the database is full, nothing is sent', async () => {
    const clear = await full('insert on orgway.steps');
    await refuses(target);
    await reads(target);
    await clear();
    await works(target);
  });
});

const target = deactivation;

test.each(['operations', 'audit_outbox'])('when there is no room in %s, nothing is sent', async (table) => {
  const clear = await full(`insert on orgway.${table}`);
  await refuses(target);
  await reads(target);
  await clear();
  await works(target);
});

test('when there is no room for the outcome, the call is not said to have succeeded, and others are not begun', async () => {
  const clear = await full('update on orgway.operations');
  const lost = await mutate(target);
  await unready(owing);
  const [other] = calls;
  await refuses(other);
  await reads(other);
  await clear();
  await ready();
  await comesOut(target, lost);
});

test('when there is no room for what was read about an unknown outcome, it stays unknown until there is', async () => {
  const clear = await full('insert on orgway.looks');
  const { provider, method } = target;
  await sandbox.faults(provider, [{ method, reset: 'after', times: 1 }]);
  const lost = await mutate(target);
  const { operationId } = lost.body;
  const asked = await sandbox.call('POST', `/v1/operations/${operationId}/reconcile`);
  expect(asked.status).toBe(503);
  expect(asked.body).toMatchObject({ code: 'storage-unavailable', retryable: true });
  expect((await mutate(target)).body).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown', operationId });
  expect((await record(operationId)).body).toMatchObject({ state: 'unsettled', outcome: 'unknown' });
  await clear();
  await expect.poll(async () => (await record(operationId)).body.state, patience).toBe('settled');
  expect((await record(operationId)).body).toMatchObject({ outcome: 'applied', settledBy: 'reading' });
  expect(await writes(target)).toEqual([true]);
});

test.each([
  ['shut down and started again', shutDown],
  [
    'out of reach for a moment',
    async () => {
      await way.close('refusing');
      return () => way.open();
    },
  ],
])('when the database is %s while the upstream is at work, the outcome is stored later', async (_what, interrupt) => {
  const { answer } = await underWay(target);
  const resume = await interrupt();
  const lost = await answer;
  await unready(away);
  await resume();
  await comesOut(target, lost);
});

describe('when the connection breaks at the commit of the outcome', () => {
  test.each([
    ['which is lost', { refused: true }],
    ['which is made', { answered: 'never' }],
  ] as const)('%s: the call is not said to have succeeded, and comes out', async (_what, fate) => {
    let met = false;
    proxy.judge((tables) => {
      // The outcome is told to the audit trail, and nothing else is inserted with it.
      if (met || tables.size !== 1 || !tables.has('audit_outbox')) return {};
      met = true;
      return fate;
    });
    const lost = await mutate(target);
    expect(met).toBe(true);
    await comesOut(target, lost);
  });
});

test('when every commit takes two seconds, calls are slow and right', async () => {
  proxy.judge(() => ({ sent: wait(2_000) }));
  const { status, body } = await mutate(target);
  expect(status).toBe(200);
  expect(body).toMatchObject({ changed: true, organization: { state: 'inactive' } });
  expect(await writes(target)).toEqual([true]);
});

test('when the commit of an intent takes longer than a write may wait, nothing is sent', async () => {
  const hasty = await startGateway(emulated(sandbox.emulatorsUrl), {
    database: proxy.url,
    secret,
    pace: { sendWindowMs: 100 },
  });
  proxy.judge((tables) => (tables.has('steps') ? { sent: wait(300) } : {}));
  const path = `${organizationOf(target)}/${target.below}`;
  const { status, body } = await hasty.call(target.method, path, { headers });
  await hasty.stop();
  expect(status).toBe(503);
  expect(body).toMatchObject({ code: 'storage-unavailable', outcome: 'not_applied' });
  expect(await writes(target)).toEqual([]);
  const { body: operation } = await record(body.operationId);
  expect(operation).toMatchObject({ state: 'settled', outcome: 'not_applied', steps: [{ outcome: 'not_applied' }] });
  proxy.judge(() => ({}));
  await works(target);
});

test('when the database falls silent, calls end, nothing more is sent, and all comes out when it is back', async () => {
  const [other] = calls;
  const { answer } = await underWay(target);
  way.silence();
  await refuses(other);
  const lost = await answer;
  await unready(away);
  await refuses(other);
  await reads(other);
  await way.open();
  await comesOut(target, lost);
  headers = idempotencyKey();
  await works(other);
  await settlesByItself();
});
