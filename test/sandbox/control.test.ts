import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import { type RunningEmulators, startEmulators } from '../support/emulators.ts';

const providers = emulators.map(({ provider }) => provider);
interface State {
  readonly organizations?: object;
  readonly accounts?: object;
}
const sizeOf = ({ organizations = {}, accounts = organizations }: State): number => Object.keys(accounts).length;

let sandbox: RunningEmulators;
beforeAll(async () => {
  sandbox = await startEmulators();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  for (const provider of providers) {
    await sandbox.control('DELETE', `${provider}/faults`);
    await sandbox.control('PUT', `${provider}/state`, {});
    await sandbox.control('DELETE', `${provider}/requests`);
  }
});

const state = async (provider: string): Promise<State> =>
  (await sandbox.control<State>('GET', `${provider}/state`)).body;

test.each(providers)('%s starts with the showcase organization among a few seeds', async (provider) => {
  const seeded = await state(provider);
  expect(sizeOf(seeded)).toBeGreaterThan(2);
  expect(JSON.stringify(seeded)).toContain(emulators.find((each) => each.provider === provider)?.showcase.organization);
});

test.each(providers)(
  'PUT state of %s takes what GET state answered, and nothing puts the seeds back',
  async (provider) => {
    const seeded = await state(provider);
    const emptied = { ...seeded, ...(seeded.accounts ? { accounts: {} } : { organizations: [] }) };
    expect(await sandbox.control('PUT', `${provider}/state`, emptied)).toEqual({ status: 200, body: emptied });
    expect(await state(provider)).toEqual(emptied);
    for (const nothing of [{}, undefined]) {
      await sandbox.control('PUT', `${provider}/state`, emptied);
      const reset = await sandbox.control<State>('PUT', `${provider}/state`, nothing);
      expect(reset.status).toBe(200);
      expect(sizeOf(reset.body)).toBe(sizeOf(seeded));
      expect(await state(provider)).toEqual(reset.body);
    }
  },
);

test.each(providers)('PUT state of %s with populate adds that many to the seeds, each time anew', async (provider) => {
  const seeds = sizeOf(await state(provider));
  for (const populate of [0, 3, 250, 1]) {
    const { status, body } = await sandbox.control<State>('PUT', `${provider}/state`, { populate });
    expect({ status, size: sizeOf(body) }).toEqual({ status: 200, size: seeds + populate });
  }
});

test('each emulator has a state, a ledger and faults of its own', async () => {
  const [one, ...others] = providers;
  const before = await Promise.all(others.map(state));
  await sandbox.control('PUT', `${one}/state`, { populate: 5 });
  await sandbox.control('PUT', `${one}/faults`, { faults: [{ status: 503 }] });
  await fetch(`${sandbox.url}/${one}/`);
  expect(await Promise.all(others.map(state))).toEqual(before);
  for (const other of others) {
    expect((await sandbox.control('GET', `${other}/requests`)).body).toEqual({ requests: [] });
    expect((await sandbox.control('GET', `${other}/faults`)).body).toEqual({ faults: [], consistencyDelayMs: 0 });
  }
});

test.each([
  ['{ "populate": "many" }'],
  ['{ "populate": -1 }'],
  ['{ "populate": 1.5 }'],
  ['null'],
  ['7'],
  ['{ "populate": 1'],
])('PUT state refuses %s and keeps the state', async (body) => {
  const before = await state('userhub');
  const answer = await sandbox.control('PUT', 'userhub/state', body);
  expect(answer).toEqual({ status: 400, body: { error: expect.stringMatching(/./) } });
  expect(await state('userhub')).toEqual(before);
});

test.each([
  ['GET', 'userhub/nothing'],
  ['GET', 'userhub'],
  ['GET', 'userhub/state/more'],
  ['POST', 'userhub/state'],
  ['DELETE', 'userhub/state'],
  ['PUT', 'userhub/requests'],
  ['PATCH', 'userhub/faults'],
])('%s %s is no control resource; the answer names those there are', async (method, resource) => {
  const { status, body } = await sandbox.control<{ error: string }>(method, resource);
  expect(status).toBe(404);
  for (const known of ['GET state', 'PUT state', 'GET requests', 'DELETE requests', 'PUT faults', 'DELETE faults']) {
    expect(body.error).toContain(known);
  }
});

test.each(['/_sandbox/nobody/state', '/nobody/organizations', '/', '/_sandbox'])(
  '%s leads to no emulator; the answer names those there are',
  async (path) => {
    const response = await fetch(sandbox.url + path);
    expect(response.status).toBe(404);
    const { error } = (await response.json()) as { error: string };
    for (const provider of providers) expect(error).toContain(provider);
  },
);

test.each(providers)('%s: a state that lacks a part is refused, and the one before stays', async (provider) => {
  const before = await state(provider);
  expect((await sandbox.control('PUT', `${provider}/state`, { a: 1 })).status).toBe(400);
  expect(await state(provider)).toEqual(before);
});
