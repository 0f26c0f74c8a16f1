import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { idempotencyKey, type RunningGateway, startGateway } from '../../support/gateway.ts';
import { emulated, type RunningSandbox, showcase, startSandbox } from '../../support/sandbox.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const serviceAccountKey = JSON.stringify({
  type: 'serviceaccount',
  keyId: 'k1',
  key: pem,
  userId: '320000000000000002',
});
const credentials = { secret: { clientId: 'sandbox-operator', clientSecret: 'sandbox' }, key: { serviceAccountKey } };
type Way = keyof typeof credentials;

let sandbox: RunningSandbox;
let gateway: RunningGateway;

/** Sends the sandbox's ZITADEL back to its seeds, with the key known there, and begins with a gateway that has no token yet. */
async function begin(way: Way, more: object = {}): Promise<void> {
  await gateway?.stop();
  await sandbox.reset('zitadel');
  const state = await sandbox.state('zitadel');
  const keys = { k1: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
  await sandbox.replace('zitadel', { ...state, oauth: { ...state.oauth, keys, ...more } });
  const connection = emulated(sandbox.emulatorsUrl).find(({ id }) => id === 'zitadel');
  if (connection === undefined) throw new Error('no emulator');
  gateway = await startGateway([{ ...connection, credentials: credentials[way] }], { database: sandbox.database.url });
}

const id = showcase.zitadel?.organization;
const read = () => gateway.call('GET', `/v1/connections/zitadel/organizations/${id}`);
const deactivate = (headers = idempotencyKey()) =>
  gateway.call('POST', `/v1/connections/zitadel/organizations/${id}/deactivate`, { headers });
const tokenRequests = async () => (await sandbox.ledger('zitadel')).filter(({ path }) => path === '/oauth/v2/token');
const deactivations = async () => (await sandbox.ledger('zitadel')).filter(({ path }) => path.endsWith('_deactivate'));
/** Others take the tokens away that there are. */
const revoke = async () => {
  const state = await sandbox.state('zitadel');
  await sandbox.replace('zitadel', { ...state, oauth: { ...state.oauth, tokens: {} } });
};

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await gateway?.stop();
  await sandbox.stop();
});

describe.each(['secret', 'key'] as const)('with a %s', (way) => {
  beforeEach(() => begin(way));

  test('50 calls at once get one token', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, read));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await tokenRequests()).toMatchObject([{ status: 200, headers: { 'accept-encoding': 'identity' } }]);
  });

  test('a dry run needs no token to show the requests masked', async () => {
    await sandbox.clearLedger('zitadel');
    const { body } = await gateway.call('POST', `/v1/connections/zitadel/organizations/${id}/deactivate?dryRun=true`);
    expect(body.requests[0].headers.authorization).toBe('***');
  });

  test('a read whose token is rejected is made once more, with another one', async () => {
    await read();
    await revoke();
    const answers = await Promise.all(Array.from({ length: 20 }, read));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await tokenRequests()).toHaveLength(2);
  });

  test('a write whose token is rejected is not sent again, but its repeat goes through', async () => {
    await begin(way);
    await read();
    await sandbox.faults('zitadel', [{ method: 'POST', path: '_deactivate$', status: 401, times: 1 } as never]);
    const headers = idempotencyKey();
    const first = await deactivate(headers);
    expect(first).toMatchObject({
      status: 502,
      body: { code: 'upstream-credentials-rejected', outcome: 'not_applied', retryable: true },
    });
    expect(await deactivations()).toHaveLength(1);
    expect(await deactivate(headers)).toMatchObject({ status: 200, body: { changed: true } });
    expect(await deactivations()).toHaveLength(2);
    expect(await tokenRequests()).toHaveLength(2);
  });
});

test('credentials that the endpoint refuses are asked for once, and nothing else is sent', async () => {
  await begin('secret', { secret: 'another' });
  for (const answer of [await read(), await deactivate(), ...(await Promise.all(Array.from({ length: 10 }, read)))]) {
    expect(answer).toMatchObject({ status: 502, body: { code: 'upstream-credentials-rejected', retryable: false } });
  }
  const requests = await sandbox.ledger('zitadel');
  expect(requests.map(({ path, status }) => [path, status])).toEqual([['/oauth/v2/token', 400]]);
});

test('while the endpoint is down a mutation is not applied, and may be repeated', async () => {
  await begin('secret');
  await sandbox.faults('zitadel', [{ method: 'POST', path: '/oauth/v2/token', reset: 'before' } as never]);
  expect(await deactivate()).toMatchObject({
    status: 502,
    body: { code: 'upstream-credentials-rejected', outcome: 'not_applied', retryable: true },
  });
  const asked = (await tokenRequests()).length;
  expect(asked).toBe(3);
  await Promise.all(Array.from({ length: 20 }, read));
  expect(await tokenRequests()).toHaveLength(asked);
});

test('tokens that the upstream never takes are no reason to storm the endpoint', async () => {
  await begin('key', { tokenLifetimeSeconds: -1 });
  const answers = await Promise.all(Array.from({ length: 20 }, read));
  expect(new Set(answers.map(({ status, body }) => [status, body.code].join()))).toEqual(
    new Set(['502,upstream-credentials-rejected']),
  );
  await Promise.all(Array.from({ length: 20 }, read));
  expect(await tokenRequests()).toHaveLength(2);
});
