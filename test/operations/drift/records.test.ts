import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { providers } from '../../../src/generated/providers.ts';
import type { Registered } from '../../../src/translation/registered.ts';
import { freshDatabase } from '../../support/database.ts';
import { startDatabaseWay } from '../../support/database-way.ts';
import {
  type Answer,
  type GatewayOptions,
  type RunningGateway,
  sharedSecret,
  startGateway,
} from '../../support/gateway.ts';
import { type Body, type StytchStub, startStytchStub } from './stytch-stub.ts';

let upstream: StytchStub;
beforeAll(async () => {
  upstream = await startStytchStub();
});
afterAll(() => upstream.stop());

async function gatewayWith(options: GatewayOptions = {}, ids: readonly string[] = ['live']): Promise<RunningGateway> {
  return startGateway(
    ids.map((id) => ({ id, provider: 'stytch', baseUrl: upstream.url })),
    options,
  );
}

const read = (gateway: RunningGateway, connection = 'live'): Promise<Answer> =>
  gateway.call('GET', `/v1/connections/${connection}/organizations/${upstream.organization}`);

async function drift(gateway: RunningGateway, query = '', connection = 'live') {
  const { status, body } = await gateway.call('GET', `/v1/connections/${connection}/drift${query}`);
  expect(status).toBe(200);
  return body as { readonly driftRecords: Readonly<Record<string, unknown>>[]; readonly nextPageToken?: string };
}

/** Adds undocumented properties of these names. */
const naming =
  (...names: readonly string[]) =>
  (body: Body): Body => {
    for (const name of names) body.organization[name] = 1;
    return body;
  };

async function readTimes(times: number, ...gateways: readonly RunningGateway[]): Promise<void> {
  for (let made = 0; made < times; made += 20) {
    await Promise.all(gateways.flatMap((gateway) => Array.from({ length: 20 }, () => read(gateway))));
  }
}

test('a thousand repeats are one record with count 1,000, from one gateway or from two', async () => {
  const database = await freshDatabase();
  const options = { database, secret: sharedSecret() };
  const [one, other] = [await gatewayWith(options), await gatewayWith(options)];
  onTestFinished(() => one.stop());
  upstream.bend(naming('brand'));
  await readTimes(500, one, other);
  // Each of them stores what it has seen itself.
  await drift(one);
  const { driftRecords } = await drift(other);
  expect(driftRecords).toEqual([
    {
      id: expect.stringMatching(/^drift_[0-9a-f]{32}$/),
      connection: 'live',
      provider: 'stytch',
      upstreamOperation: 'GetOrganization',
      direction: 'response',
      status: 200,
      pointer: '/organization/brand',
      keyword: 'undocumented-property',
      expected: 'no such property',
      observedType: 'integer',
      count: 1000,
      firstSeen: expect.any(String),
      lastSeen: expect.any(String),
      severity: 'harmless',
      unifiedOperations: [],
      unifiedFields: [],
      contractVersion: expect.any(String),
    },
  ]);
  const [record] = driftRecords;
  expect(Date.parse(String(record?.firstSeen))).toBeLessThanOrEqual(Date.parse(String(record?.lastSeen)));
  // What is on its way when a gateway ends is stored before it does.
  await readTimes(20, other);
  await other.stop();
  expect((await drift(one)).driftRecords.map(({ count }) => count)).toEqual([1020]);
});

test('the record says which unified operations and fields depend on the place', async () => {
  const gateway = await gatewayWith();
  onTestFinished(() => gateway.stop());
  upstream.bend((body) => {
    body.organization.organization_name = 7;
    return body;
  });
  await read(gateway);
  const [record] = (await drift(gateway)).driftRecords;
  expect(record).toMatchObject({ severity: 'breaking', keyword: 'type', expected: 'string', observedType: 'integer' });
  expect(record?.unifiedOperations).toEqual(expect.arrayContaining(['getOrganization', 'deleteExternalId']));
  expect(record?.unifiedFields).toEqual(['organization/displayName']);
});

test('lists are by connection, the one seen last first, in pages, and may be narrowed', async () => {
  let time = Date.parse('2026-11-22T10:00:00.000Z');
  const now = (): Date => {
    time += 1000;
    return new Date(time);
  };
  const gateway = await gatewayWith({ now }, ['live', 'other']);
  onTestFinished(() => gateway.stop());
  for (const names of [['a'], ['b'], ['c'], ['a']]) {
    upstream.bend(naming(...names));
    await read(gateway);
  }
  upstream.bend((body) => {
    body.organization.organization_name = 7;
    return body;
  });
  await read(gateway);
  const pointers = (page: { readonly driftRecords: readonly Readonly<Record<string, unknown>>[] }): unknown[] =>
    page.driftRecords.map(({ pointer }) => String(pointer).split('/').at(-1));
  expect(pointers(await drift(gateway))).toEqual(['organization_name', 'a', 'c', 'b']);
  const first = await drift(gateway, '?pageSize=3');
  const second = await drift(gateway, `?pageSize=3&pageToken=${first.nextPageToken}`);
  expect([pointers(first), pointers(second)]).toEqual([['organization_name', 'a', 'c'], ['b']]);
  expect(second.nextPageToken).toBeUndefined();
  expect(pointers(await drift(gateway, '?severity=breaking'))).toEqual(['organization_name']);
  expect(pointers(await drift(gateway, '?severity=risky'))).toEqual([]);
  expect(pointers(await drift(gateway, '?upstreamOperation=GetOrganization'))).toHaveLength(4);
  expect(pointers(await drift(gateway, '?upstreamOperation=Else'))).toEqual([]);
  expect(pointers(await drift(gateway, '', 'other'))).toEqual([]);
  const wrong = await gateway.call('GET', `/v1/connections/other/drift?pageSize=3&pageToken=${first.nextPageToken}`);
  expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid-page-token']);
  const unknown = await gateway.call('GET', '/v1/connections/none/drift');
  expect([unknown.status, unknown.body.code]).toEqual([404, 'unknown-connection']);
});

test('what is seen while the database is away is stored when it is back', async () => {
  const way = await startDatabaseWay(await freshDatabase());
  const gateway = await gatewayWith({ database: way.url });
  onTestFinished(async () => {
    await gateway.stop();
    await way.stop();
  });
  upstream.bend(naming('brand'));
  await read(gateway);
  await drift(gateway);
  await way.close('cutting');
  await readTimes(40, gateway);
  const away = await gateway.call('GET', '/v1/connections/live/drift');
  expect([away.status, away.body.code]).toEqual([503, 'storage-unavailable']);
  await way.open();
  await expect
    .poll(async () => (await gateway.call('GET', '/v1/connections/live/drift')).body.driftRecords?.[0]?.count, {
      timeout: 60_000,
    })
    .toBe(41);
});

/** Stytch with a translation that builds a request its document forbids. */
const misbuilding = providers.map((registered): Registered => {
  const { provider } = registered;
  const entry = provider.operations.getOrganization;
  if (provider.id !== 'stytch' || !('request' in entry)) return registered;
  const request = (input: never) => ({ ...entry.request(input), query: { verbose: 'ada@example.com' } });
  const operations = { ...provider.operations, getOrganization: { ...entry, request } };
  return { ...registered, provider: { ...provider, operations } };
});

test.each(['enforce', 'report', 'off'] as const)(
  'a request that its document forbids is not sent and on record, in mode %s',
  async (response) => {
    const validation = { response, operations: {} };
    const gateway = await startGateway([{ id: 'live', provider: 'stytch', baseUrl: upstream.url, validation }], {
      registry: misbuilding,
    });
    onTestFinished(() => gateway.stop());
    upstream.bend(naming());
    const { status, body } = await read(gateway);
    expect([status, body.code]).toEqual([500, 'translation-contract-violation']);
    expect(upstream.received).toEqual([]);
    const [record, ...more] = (await drift(gateway)).driftRecords;
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      direction: 'request',
      pointer: '/query/verbose',
      keyword: 'additionalProperties',
      observedType: 'string',
      severity: 'breaking',
      count: 1,
    });
    expect(record).not.toHaveProperty('status');
  },
);

test.each(['enforce', 'report', 'off'] as const)(
  "a value of the caller's that the document forbids is refused and no drift, in mode %s",
  async (response) => {
    const validation = { response, operations: {} };
    const gateway = await startGateway([{ id: 'live', provider: 'stytch', baseUrl: upstream.url, validation }]);
    onTestFinished(() => gateway.stop());
    upstream.bend(naming());
    const { status } = await gateway.call('PATCH', `/v1/connections/live/organizations/${upstream.organization}`, {
      body: { displayName: 'x'.repeat(200) },
    });
    expect(status).toBe(422);
    expect(upstream.received.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await drift(gateway)).driftRecords).toEqual([]);
  },
);
