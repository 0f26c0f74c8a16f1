import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  for (const provider of ['userhub', 'softwareone', 'stytch', 'zitadel']) await sandbox.reset(provider);
});

const externalId = 'customer-4711';
const find = () => sandbox.call('GET', `/v1/organizations?externalId=${externalId}`);
const create = (connection: string) =>
  sandbox.call('POST', `/v1/connections/${connection}/organizations`, {
    body: { displayName: `Acme at ${connection}`, externalId },
    headers: idempotencyKey(),
  });

test('finds the same customer in every system that can look it up, and says which cannot', async () => {
  for (const connection of ['userhub', 'softwareone', 'stytch']) expect((await create(connection)).status).toBe(201);
  const { status, body } = await find();
  expect(status).toBe(200);
  expect(body.organizations.map((each: { connection: string }) => each.connection).sort()).toEqual([
    'softwareone',
    'stytch',
    'userhub',
  ]);
  expect(body.organizations.every((each: { externalId: string }) => each.externalId === externalId)).toBe(true);
  expect(body.complete).toBe(false);
  expect(body.connections).toEqual(
    expect.arrayContaining([
      { connection: 'zitadel', result: 'unsupported' },
      { connection: 'userhub', result: 'answered' },
    ]),
  );
});

test('an external ID that need not be unique finds every organization that carries it', async () => {
  await create('softwareone');
  await create('softwareone');
  const { body } = await find();
  expect(body.organizations).toHaveLength(2);
});

test('a failing connection is reported beside what the others found', async () => {
  await create('userhub');
  await sandbox.faults('stytch', [{ status: 500 }]);
  const { status, body } = await find();
  expect(status).toBe(200);
  expect(body.organizations).toHaveLength(1);
  expect(body.complete).toBe(false);
  expect(body.connections).toContainEqual({
    connection: 'stytch',
    result: 'failed',
    problem: expect.objectContaining({
      code: 'upstream-error',
      upstream: expect.objectContaining({ provider: 'stytch', status: 500 }),
    }),
  });
});

test('nothing found is an empty answer', async () => {
  const { body } = await find();
  expect(body.organizations).toEqual([]);
});
