import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import { freshDatabase, onServer } from '../support/database.ts';
import { type DatabaseWay, startDatabaseWay } from '../support/database-way.ts';
import {
  type Answer,
  closed,
  idempotencyKey,
  type RunningGateway,
  sharedSecret,
  startGateway,
} from '../support/gateway.ts';
import { emulated, type RunningSandbox, startSandbox } from '../support/sandbox.ts';

// ZITADEL creates an organization in one write and gives it its external ID in another one: each may fail by itself, and what is
// told of the whole must be what holds at the upstream.

const displayName = 'Bäckerei Übermorgen';
const externalId = 'customer-4711';
const create = { path: '/v1/connections/zitadel/organizations', body: { displayName, externalId } };
const first = { method: 'POST', path: '/orgs$' };
const second = { method: 'POST', path: '/metadata/' };
const patience = { timeout: 60_000, interval: 10 };

let door: Door;
let sandbox: RunningSandbox;
/** The gateway that is called: its way to the database can be cut, so that it is as if it had died. */
let gateway: RunningGateway;
let way: DatabaseWay;
let shared: { readonly database: string; readonly secret: ReturnType<typeof sharedSecret> };
beforeAll(async () => {
  shared = { database: await freshDatabase(), secret: sharedSecret() };
  // A replica that has gone is soon taken for dead.
  sandbox = await startSandbox({ ...shared, pace: { sendWindowMs: 1_500 } });
  door = await startDoor(sandbox.emulatorsUrl);
  way = await startDatabaseWay(shared.database);
  gateway = await startGateway(emulated(door.url), { ...shared, database: way.url });
});
afterAll(async () => {
  await gateway.stop();
  await way.stop();
  await door.stop();
  await sandbox.stop();
});
let headers: Readonly<Record<string, string>>;
beforeEach(async () => {
  headers = idempotencyKey();
  await sandbox.reset('zitadel');
});
afterEach(async () => {
  door.open();
  await back();
});
async function back(): Promise<void> {
  await way.open();
  await expect.poll(async () => (await gateway.call('GET', '/readyz')).status, patience).toBe(200);
}

const call = (): Promise<Answer> => gateway.call('POST', create.path, { headers, body: create.body });
const faults = (...list: Fault[]): Promise<void> => sandbox.faults('zitadel', list);
const record = async (operation: string) => (await sandbox.call('GET', `/v1/operations/${operation}`)).body;
const reconcile = async (operation: string) =>
  (await sandbox.call('POST', `/v1/operations/${operation}/reconcile`)).body;
/** The operation once nobody is at it any more. */
const settled = async (operation: string) => {
  await expect.poll(async () => (await record(operation)).state, patience).toBe('settled');
  return record(operation);
};

interface Held {
  readonly id: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, { readonly value: string }>>;
}
/** The organizations of that name that ZITADEL has, with the external IDs they have there. */
async function upstream(): Promise<{ readonly id: string; readonly externalId: string | undefined }[]> {
  const { organizations } = (await sandbox.state('zitadel')) as { readonly organizations: Record<string, Held> };
  return Object.values(organizations)
    .filter(({ name }) => name === displayName)
    .map(({ id, metadata }) => {
      const value = metadata.orgway_external_id?.value;
      return { id, externalId: value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8') };
    });
}
/** Which writes took effect, in order. */
async function applied(): Promise<string[]> {
  const writes = (await sandbox.ledger('zitadel')).filter((entry) => entry.applied);
  return writes.map(({ path }) => (path.includes('/metadata/') ? 'SetOrgMetadata' : 'AddOrg'));
}
const both = ['AddOrg', 'SetOrgMetadata'];
const stepsOf = (operation: { readonly steps: readonly { upstreamOperation: string; outcome?: string }[] }) =>
  operation.steps.map(({ upstreamOperation, outcome }) => [upstreamOperation, outcome]);

/** All of it holds, everybody is told so, and nothing was done twice. */
async function isDone(operationId: string): Promise<void> {
  const held = await upstream();
  expect(held).toMatchObject([{ externalId }]);
  expect(await applied()).toEqual(both);
  expect(await settled(operationId)).toMatchObject({ outcome: 'applied', organization: held[0]?.id });
  const repeat = await call();
  expect(repeat.status).toBe(201);
  expect(repeat.headers.get('idempotent-replayed')).toBe('true');
  expect(repeat.body).toMatchObject({ operationId, organization: { id: held[0]?.id, displayName, externalId } });
}

/** Half of it holds, and everybody is told which half. */
async function isHalfDone(answer: Answer): Promise<string> {
  const held = await upstream();
  expect(held).toMatchObject([{ externalId: undefined }]);
  expect(await applied()).toEqual(['AddOrg']);
  const id = held[0]?.id ?? '';
  const { operationId } = answer.body;
  expect(answer.body).toMatchObject({ outcome: 'partial', retryable: false });
  expect(answer.body.detail).toContain(`AddOrg took effect and made organization ${id}, SetOrgMetadata did not.`);
  const operation = await record(operationId);
  expect(operation).toMatchObject({ state: 'settled', outcome: 'partial', organization: id });
  expect(operation.reason).toContain(`organization ${id}`);
  const repeat = await call();
  expect(repeat.body).toEqual(answer.body);
  expect(await applied()).toEqual(['AddOrg']);
  return operationId;
}

/** Nothing of it holds; the same key makes another attempt unless the refusal stands. */
async function isNotDone(operationId: string): Promise<void> {
  expect(await settled(operationId)).toMatchObject({ outcome: 'not_applied' });
  expect(await upstream()).toEqual([]);
  expect(await applied()).toEqual([]);
}

describe('the first write', () => {
  test.each<[string, Fault, string]>([
    ['refused', { status: 409 }, 'already-exists'],
    ['refused for the moment', { status: 429 }, 'rate-limited'],
  ])('is %s: nothing holds', async (_how, fault, code) => {
    await faults({ ...first, ...fault });
    const { body } = await call();
    expect(body).toMatchObject({ code, outcome: 'not_applied', retryable: code === 'rate-limited' });
    await isNotDone(body.operationId);
    expect(stepsOf(await record(body.operationId))).toEqual([['AddOrg', 'not_applied']]);
    await faults();
    const again = await call();
    if (code === 'rate-limited') await isDone(again.body.operationId);
    else expect(again.body).toEqual(body);
  });

  test('cannot be sent: nothing holds, and the same key works later', async () => {
    door.shutAfter(0);
    const { status, body } = await call();
    expect([status, body.outcome]).toEqual([503, 'not_applied']);
    await isNotDone(body.operationId);
    door.open();
    await isDone((await call()).body.operationId);
  });

  test.each<[string, Fault]>([
    ['cut off before it takes effect', { reset: 'before' }],
    ['answered with a 500', { status: 500 }],
  ])('is %s: that is found out, and the same key works then', async (_how, fault) => {
    await faults({ ...first, ...fault, times: 1 });
    const { body } = await call();
    expect(body).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown' });
    await isNotDone(body.operationId);
    const again = await call();
    expect(again.body.operationId).toBe(body.operationId);
    await isDone(body.operationId);
  });

  test('is cut off after it took effect: the second one follows by itself', async () => {
    await faults({ ...first, reset: 'after', times: 1 });
    const { body } = await call();
    expect(body).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown' });
    await settled(body.operationId);
    await isDone(body.operationId);
  });

  test('is answered with half a success: it is read at once, and the second one follows', async () => {
    await faults({ ...first, truncate: 10, times: 1 });
    const { status, body } = await call();
    expect(status).toBe(201);
    expect(body.warnings).toHaveLength(1);
    await isDone(body.operationId);
  });
});

describe('the second write', () => {
  test.each([400, 403, 404])('is refused with %i: half of it holds, and it is not sent again', async (status) => {
    await faults({ ...second, status });
    const answer = await call();
    const operationId = await isHalfDone(answer);
    expect(stepsOf(await record(operationId))).toEqual([
      ['AddOrg', 'applied'],
      ['SetOrgMetadata', 'not_applied'],
    ]);
    await faults();
    const before = (await sandbox.ledger('zitadel')).length;
    expect(await reconcile(operationId)).toMatchObject({ state: 'settled', outcome: 'partial' });
    const since = (await sandbox.ledger('zitadel')).slice(before);
    expect(since.filter(({ method }) => method !== 'GET')).toEqual([]);
    await isHalfDone(answer);
  });

  test('is refused for the moment: half of it holds, and the rest follows when somebody asks', async () => {
    await faults({ ...second, status: 429 });
    const operationId = await isHalfDone(await call());
    await faults();
    await reconcile(operationId);
    await isDone(operationId);
  });

  test('cannot be sent: half of it holds, and the rest follows when somebody asks', async () => {
    door.shutAfter(1);
    const answer = await call();
    expect(answer.body.code).toBe('upstream-unavailable');
    const operationId = await isHalfDone(answer);
    door.open();
    await reconcile(operationId);
    await isDone(operationId);
  });

  test('cannot be put on record: half of it holds, and the rest follows when somebody asks', async () => {
    await onServer(
      shared.database,
      `create function orgway.full() returns trigger language plpgsql as
       $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$`,
    );
    await onServer(
      shared.database,
      `create trigger "full" before insert on orgway.steps for each row
       when (new.upstream_operation = 'SetOrgMetadata') execute function orgway.full()`,
    );
    const answer = await call();
    await onServer(shared.database, 'drop function orgway.full cascade');
    expect(answer.body.code).toBe('storage-unavailable');
    const operationId = await isHalfDone(answer);
    await reconcile(operationId);
    await isDone(operationId);
  });

  test.each<[string, Fault]>([
    ['cut off before it takes effect', { reset: 'before' }],
    ['cut off after it took effect', { reset: 'after' }],
    ['answered with a 500', { status: 500 }],
  ])('is %s: that is found out, and all of it holds in the end', async (_how, fault) => {
    await faults({ ...second, ...fault, times: 1 });
    const { body } = await call();
    expect(body).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown' });
    await settled(body.operationId);
    await isDone(body.operationId);
  });

  test('is answered with half a success: it is read at once', async () => {
    await faults({ ...second, truncate: 10, times: 1 });
    const { status, body } = await call();
    expect(status).toBe(201);
    expect(body.warnings).toHaveLength(1);
    await isDone(body.operationId);
  });
});

describe('the gateway is cut off from everybody, and another replica finds', () => {
  /** Loses the gateway when ZITADEL has received the write; `passes`: ZITADEL executes it all the same. */
  async function lost(writes: number, passes: boolean): Promise<string> {
    door.holdAfter(writes);
    const answer = call();
    await door.holding();
    await way.close('refusing');
    door.let(passes);
    expect((await answer).status).toBeGreaterThanOrEqual(500);
    const { operations } = (await sandbox.call('GET', '/v1/operations')).body;
    expect(operations).toHaveLength(1);
    return operations[0].id;
  }
  const another = (operation: string): Promise<Answer> =>
    sandbox.call('POST', create.path, { headers, body: create.body }).then((answer) => {
      expect(answer.body.operationId).toBe(operation);
      return answer;
    });

  test('the first write was never executed: nothing holds, and the same key works', async () => {
    const operation = await lost(0, false);
    await isNotDone(operation);
    expect((await another(operation)).status).toBe(201);
    await back();
    await isDone(operation);
  });

  test('the first write was executed: it does the second one', async () => {
    const operation = await lost(0, true);
    expect(await settled(operation)).toMatchObject({ outcome: 'applied' });
    expect((await another(operation)).status).toBe(201);
    await back();
    await isDone(operation);
  });

  test.each([
    ['never executed: it does it', false],
    ['executed: it leaves it at that', true],
  ])('the second write was %s', async (_what, passes) => {
    const operation = await lost(1, passes);
    expect(await settled(operation)).toMatchObject({ outcome: 'applied' });
    expect((await another(operation)).status).toBe(201);
    await back();
    await isDone(operation);
  });
});

/** A door before the emulators that can be shut, or hold one request, after so many writes to ZITADEL. */
interface Door {
  readonly url: string;
  /** Takes no connection any more when so many writes have been answered. */
  shutAfter(writes: number): void;
  /** Holds the next write after so many. */
  holdAfter(writes: number): void;
  /** Resolves when it holds one. */
  holding(): Promise<void>;
  /** Passes on what is held, or drops it. */
  let(passes: boolean): void;
  open(): void;
  stop(): Promise<void>;
}

async function startDoor(target: string): Promise<Door> {
  let written = 0;
  let shutAt: number | undefined;
  let holdAt: number | undefined;
  let held = Promise.withResolvers<void>();
  let decided = Promise.withResolvers<boolean>();
  const isWrite = (path: string): boolean => /\/(?:orgs|metadata\/\w+)$/.test(path);
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url: path = '' } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const write = method === 'POST' && isWrite(path);
    if (write && written === holdAt) {
      holdAt = undefined;
      held.resolve();
      if (!(await decided.promise)) {
        outgoing.destroy();
        return;
      }
    }
    const passed = forward(target + path, { method, headers: incoming.headers }, (answer) => {
      if (write) {
        written += 1;
        if (written === shutAt) server.close();
      }
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    passed.end(Buffer.concat(chunks));
  });
  const listen = (port: number): Promise<number> =>
    new Promise((resolve) => {
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const port = await listen(0);
  const begin = (): void => {
    written = 0;
    held = Promise.withResolvers();
    decided = Promise.withResolvers();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    shutAfter(writes) {
      begin();
      shutAt = writes;
      if (writes === 0) server.close();
    },
    holdAfter(writes) {
      begin();
      holdAt = writes;
    },
    holding: () => held.promise,
    let: (passes) => decided.resolve(passes),
    open() {
      shutAt = undefined;
      holdAt = undefined;
      if (!server.listening) server.listen(port, '127.0.0.1');
    },
    stop: () => closed(server),
  };
}
