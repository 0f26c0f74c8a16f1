import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { usualResilience } from '../../src/upstream/resilience.ts';
import { type BreakingProxy, startBreakingProxy } from '../support/breaking-proxy.ts';
import { type Answer, type RunningGateway, startGateway } from '../support/gateway.ts';
import { expectDocumentedProblem } from '../support/problems.ts';
import { keyedCall, operation } from './call.ts';
import { emulatorOf } from './lanes.ts';
import { at } from './mutation.ts';
import { passed, reset } from './sabotage.ts';

const provider = 'userhub';
const organization = 'org_28seyVGVL1got6';
const mutation = {
  unified: 'deactivateOrganization',
  input: at(organization),
  write: `PATCH /admin/v1/organizations/${organization}`,
} as const;
const unaided = { ...usualResilience, retries: 0, breaker: undefined };
const breaker = (openMs: number) => ({ failures: 2, openMs, maxOpenMs: openMs });

let proxy: BreakingProxy;
let gateway: RunningGateway;
beforeAll(async () => {
  proxy = await startBreakingProxy(emulatorOf(provider));
  const to = { provider, baseUrl: proxy.url };
  gateway = await startGateway([
    { id: 'broken', ...to, resilience: { ...unaided, breaker: breaker(600_000) } },
    { id: 'replaying', ...to, resilience: { ...unaided, breaker: breaker(600_000) } },
    { id: 'repeating', ...to, resilience: { ...unaided, breaker: breaker(600_000) } },
    { id: 'recovering', ...to, resilience: { ...unaided, breaker: breaker(100) } },
    { id: 'narrow', ...to, concurrency: 1, resilience: { ...unaided, queue: { length: 0, waitMs: 1_000 } } },
    { id: 'queueing', ...to, concurrency: 1, resilience: { ...unaided, queue: { length: 1, waitMs: 30 } } },
    { id: 'retrying', ...to, resilience: { ...unaided, retries: 2 } },
  ]);
});
afterAll(async () => {
  await gateway.stop();
  await proxy.stop();
});

const read = (connection: string): Promise<Answer> =>
  gateway.call('GET', `/v1/connections/${connection}/organizations/${organization}`);
const journal = async (connection: string): Promise<readonly unknown[]> =>
  (await gateway.call('GET', `/v1/operations?connection=${connection}`)).body.operations;

function expectRefused(answer: Answer, code: string, operationId: string): void {
  expect({ status: answer.status, ...answer.body }).toMatchObject({ status: 503, code, retryable: true });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expectDocumentedProblem(operationId, answer);
}

/** Has two reads fail, after which the breaker is open. */
async function open(connection: string): Promise<void> {
  proxy.show('dark');
  for (let call = 0; call < 2; call += 1) expect((await read(connection)).body.code).toBe('upstream-error');
  proxy.show('present');
}

/** Holds a read of this connection at the upstream until it is let go. */
async function holding(connection: string): Promise<() => Promise<Answer>> {
  const arrived = proxy.arrived.length;
  proxy.set(
    {
      meets: () => true,
      sabotage: async ({ socket, released }) => released.then(() => reset(socket)),
      takesEffect: false,
    },
    'present',
  );
  const held = read(connection);
  await vi.waitUntil(() => proxy.arrived.length > arrived);
  return async () => {
    await proxy.release();
    return held;
  };
}

test('F12, F13: an open breaker refuses reads and writes without a socket and before the journal', async () => {
  proxy.reset();
  await open('broken');
  const { length } = proxy.arrived;
  expectRefused(await read('broken'), 'upstream-circuit-open', 'getOrganization');
  const refused = await keyedCall(gateway, 'broken', mutation).make();
  expectRefused(refused, 'upstream-circuit-open', mutation.unified);
  expect(refused.body).toMatchObject({ outcome: 'not_applied' });
  expect(refused.body).not.toHaveProperty('operationId');
  expect(await journal('broken')).toEqual([]);
  expect(proxy.arrived).toHaveLength(length);
  const { body } = await gateway.call('GET', '/v1/connections/broken');
  expect(body.health).toMatchObject({ status: 'failing', code: 'upstream-circuit-open' });
});

test('what was made before is answered while the breaker is open', async () => {
  proxy.reset();
  const call = keyedCall(gateway, 'replaying', mutation);
  const first = await call.make();
  expect(first.status).toBe(200);
  await open('replaying');
  expect(await call.make()).toMatchObject({ status: 200, text: first.text });
});

test('what was not applied is not begun again while the breaker is open', async () => {
  proxy.reset();
  proxy.show('dark');
  const call = keyedCall(gateway, 'repeating', mutation);
  const ends = [await call.make(), await call.make()];
  expect(ends.map(({ body }) => [body.code, body.outcome])).toEqual(ends.map(() => ['upstream-error', 'not_applied']));
  expectRefused(await call.make(), 'upstream-circuit-open', mutation.unified);
  const [first] = ends;
  expect(await operation(gateway, first?.body.operationId)).toMatchObject({ outcome: 'not_applied', attempt: 2 });
});

test('F14: a write waits until a read has tried; where nobody reads, the gateway does so itself', async () => {
  proxy.reset();
  await open('recovering');
  const { length } = proxy.arrived;
  const call = keyedCall(gateway, 'recovering', mutation);
  let answer = await call.make();
  expectRefused(answer, 'upstream-circuit-open', mutation.unified);
  await vi.waitUntil(
    async () => {
      answer = await call.make();
      return answer.status === 200;
    },
    { timeout: 20_000, interval: 20 },
  );
  expect(answer.body).toMatchObject({ changed: true });
  // It was a read that tried.
  expect(proxy.arrived[length]).toMatchObject({ effect: 'read', target: expect.stringContaining('pageSize=1') });
});

test('F15: where every place is taken, calls are refused at once, mutations before the journal', async () => {
  proxy.reset();
  const release = await holding('narrow');
  const { length } = proxy.arrived;
  expectRefused(await read('narrow'), 'overloaded', 'getOrganization');
  const refused = await keyedCall(gateway, 'narrow', mutation).make();
  expectRefused(refused, 'overloaded', mutation.unified);
  expect(refused.body).toMatchObject({ outcome: 'not_applied' });
  expect(await journal('narrow')).toEqual([]);
  expect(proxy.arrived).toHaveLength(length);
  await release();
  expect((await read('narrow')).status).toBe(200);
  const { body } = await gateway.call('GET', '/v1/connections/narrow');
  expect(body).toMatchObject({
    health: { status: 'reachable' },
    limits: { concurrency: 1, retries: 0, queue: { length: 0, waitMs: 1_000 } },
  });
});

test('F22: a call whose time in the queue is over was not made, and a mutation may be repeated under its key', async () => {
  proxy.reset();
  const release = await holding('queueing');
  expectRefused(await read('queueing'), 'overloaded', 'getOrganization');
  const call = keyedCall(gateway, 'queueing', mutation);
  const refused = await call.make();
  expectRefused(refused, 'overloaded', mutation.unified);
  const record = await operation(gateway, refused.body.operationId);
  expect(record).toMatchObject({ state: 'settled', outcome: 'not_applied' });
  await release();
  const again = await call.make();
  expect(again).toMatchObject({ status: 200, body: { operationId: refused.body.operationId } });
});

test('F25, F28: a read that meets a reset is answered by its second attempt', async () => {
  proxy.reset();
  proxy.set({ meets: () => true, sabotage: passed(reset), takesEffect: true }, 'present');
  expect((await read('retrying')).status).toBe(200);
  expect(proxy.arrived).toHaveLength(2);
});

test('F24: a write that meets a reset reaches the upstream once, also where reads are retried', async () => {
  proxy.reset();
  proxy.set({ meets: ({ effect }) => effect === 'write', sabotage: passed(reset), takesEffect: true }, 'present');
  await keyedCall(gateway, 'retrying', mutation).settle();
  expect(proxy.arrived.filter(({ effect }) => effect === 'write')).toHaveLength(1);
});
