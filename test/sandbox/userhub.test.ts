import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/sandbox/emulator.ts';
import { createSandbox } from '../../src/sandbox/server.ts';
import userhub from '../../src/sandbox/userhub/emulator.ts';

const { organization: acme, externalAccount: stripe = '' } = userhub.showcase;
const umbrella = 'org_32P6J2tQEaYQDV';
const disabled = 'org_4RnVx8KdTy2wPb';
const deleted = 'org_6ZqLm3GsCf9hJk';
const archived = 'org_8HtWb5NvXr7yDp';
const stripeEurope = 'conn_7Yd3kQm2ZtWvRb';
const auth0 = 'conn_26yEiYymqy6ZmG';
const jane = 'usr_MKFxzgJaAH8JQ4';
const john = 'usr_2JRcPwpTSP1nyB';
const hanako = 'usr_5tYb8LqWnR3xKc';
const gone = 'usr_3WkXr7CjBn2vQe';
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Any JSON value: the assertions find out what it is. */
interface Json {
  readonly [name: string]: Json;
}

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createSandbox([userhub as Emulator]).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  await control('PUT', 'state', {});
  await control('DELETE', 'faults');
});

async function control(method: string, resource: string, body?: object): Promise<Json> {
  const response = await fetch(`${origin}/_sandbox/userhub/${resource}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Json;
}

function send(method: string, path: string, body?: unknown, authorization = 'Bearer sandbox'): Promise<Response> {
  return fetch(`${origin}/userhub/admin/v1/${path}`, {
    method,
    headers: {
      ...(authorization === '' ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

async function ok(method: string, path: string, body?: unknown): Promise<Json> {
  const response = await send(method, path, body);
  const answer = (await response.json()) as Json;
  expect(answer).not.toHaveProperty('code');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  return answer;
}

async function refused(status: number, code: string, method: string, path: string, body?: unknown): Promise<Json> {
  const response = await send(method, path, body);
  const answer = (await response.json()) as Json;
  expect(answer).toMatchObject({ code, message: expect.any(String), metadata: {} });
  expect(response.status).toBe(status);
  return answer;
}

const ids = (list: Json): string[] => Object.values(list.organizations ?? {}).map(({ id }) => String(id));

describe('transport', () => {
  test.each(['', 'Bearer other', 'sandbox', 'Basic c2FuZGJveDo='])(
    'credentials %j are refused with a flat status',
    async (authorization) => {
      const response = await send('GET', 'organizations', undefined, authorization);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ code: 'UNAUTHENTICATED', message: expect.any(String), metadata: {} });
    },
  );

  test('unknown paths are NOT_FOUND, known ones under other methods UNIMPLEMENTED', async () => {
    await refused(404, 'NOT_FOUND', 'GET', 'planets');
    await refused(501, 'UNIMPLEMENTED', 'PUT', 'organizations');
    await refused(501, 'UNIMPLEMENTED', 'GET', `organizations/${acme}:connect`);
    await refused(501, 'UNIMPLEMENTED', 'POST', `organizations/${acme}:explode`, {});
  });

  test('only the last known verb is split off', async () => {
    const answer = await refused(404, 'NOT_FOUND', 'POST', 'organizations/a:purge:undelete');
    expect(answer.reason).toBe('ORGANIZATION_NOT_FOUND');
    await refused(404, 'NOT_FOUND', 'GET', 'organizations/a:b');
    await refused(404, 'NOT_FOUND', 'GET', 'organizations/a%2Fb:c%20d');
  });

  test.each(['{', '[]', '"text"', 'null'])('body %s is refused', async (body) => {
    await refused(400, 'INVALID_ARGUMENT', 'POST', 'organizations', body);
  });
});

describe('reading organizations', () => {
  test('an organization is printed in the full view without nulls', async () => {
    const organization = await ok('GET', `organizations/${acme}`);
    expect(organization).toEqual({
      id: acme,
      state: 'ACTIVE',
      uniqueId: 'acme',
      displayName: 'Acme Inc',
      email: 'billing@acme.example',
      emailVerified: true,
      imageUrl: 'https://example.com/acme.jpg',
      currencyCode: 'USD',
      languageCode: 'en',
      regionCode: 'US',
      timeZone: 'America/New_York',
      address: { lines: ['1 Anvil Road', 'Floor 3'], city: 'Tucson', state: 'AZ', postalCode: '85701', country: 'US' },
      accountConnections: [
        {
          connection: {
            id: stripe,
            displayName: 'Stripe',
            state: 'ACTIVE',
            type: 'STRIPE',
            providers: [],
            view: 'BASIC',
            createTime: '2025-05-15T13:00:00Z',
            updateTime: '2025-05-15T13:00:00Z',
          },
          externalId: 'cus_Q558vmXbYSPMma',
          adminUrl: 'https://dashboard.stripe.com/test/customers/cus_Q558vmXbYSPMma',
          state: 'ACTIVE',
          displayName: 'Acme Inc',
          email: 'billing@acme.example',
          emailVerified: false,
          currencyCode: 'USD',
          balanceAmount: '-12.50',
          paymentMethods: [],
          createTime: '2025-05-15T13:00:00Z',
          updateTime: '2025-05-15T13:00:00Z',
        },
      ],
      subscription: {
        id: 'sub_6XkTq2RvLz8mHd',
        state: 'ACTIVE',
        anchorTime: '2025-05-15T13:00:00Z',
        plan: {
          id: 'pln_4BcNy7WsJf3pGt',
          displayName: 'Team',
          product: { id: 'prod_8QdMx5VkRh2zLw', uniqueId: 'team', displayName: 'Team' },
        },
      },
      signupTime: '2025-05-15T13:00:00Z',
      memberCount: 3,
      view: 'FULL',
      createTime: '2025-05-15T13:00:00Z',
      updateTime: '2025-05-15T13:00:00Z',
    });
    expect(await ok('GET', 'organizations/acme')).toEqual(organization);
  });

  test('the seeds show every state, and empty fields are left out', async () => {
    const states = await Promise.all(
      [acme, umbrella, disabled, deleted, archived].map(async (id) => (await ok('GET', `organizations/${id}`)).state),
    );
    expect(states).toEqual(['ACTIVE', 'ACTIVE', 'DISABLED', 'PENDING_DELETION', 'ARCHIVED']);
    const bare = await ok('GET', `organizations/${archived}`);
    expect(Object.keys(bare)).toEqual([
      'id',
      'state',
      'uniqueId',
      'displayName',
      'accountConnections',
      'signupTime',
      'memberCount',
      'view',
      'createTime',
      'updateTime',
    ]);
    expect(await ok('GET', `organizations/${disabled}`)).toMatchObject({ disabled: true });
    // One of its two members is marked for deletion.
    expect(await ok('GET', `organizations/${umbrella}`)).toMatchObject({ memberCount: 1 });
  });

  test.each(['org_unknown0000000', 'unknown', '__proto__', 'constructor', 'org_'])('%s is NOT_FOUND', async (id) => {
    const answer = await refused(404, 'NOT_FOUND', 'GET', `organizations/${id}`);
    expect(answer).toMatchObject({ reason: 'ORGANIZATION_NOT_FOUND', param: 'organizationId' });
  });

  test('get has no view parameter', () => refused(400, 'INVALID_ARGUMENT', 'GET', `organizations/${acme}?view=FULL`));
});

describe('listing organizations', () => {
  test('newest first, without the deleted ones, in the basic view', async () => {
    const list = await ok('GET', 'organizations');
    expect(ids(list)).toEqual([archived, disabled, umbrella, acme]);
    expect(list).not.toHaveProperty('nextPageToken');
    expect(list).not.toHaveProperty('previousPageToken');
    expect(list.organizations?.[3]).toMatchObject({ view: 'BASIC', accountConnections: [], memberCount: 3 });
    expect(list.organizations?.[3]).not.toHaveProperty('subscription');
  });

  test('view, showDeleted', async () => {
    const list = await ok('GET', 'organizations?view=FULL&showDeleted=true');
    expect(ids(list)).toEqual([archived, deleted, disabled, umbrella, acme]);
    expect(list.organizations?.[4]).toEqual(await ok('GET', `organizations/${acme}`));
  });

  test.each([
    ['displayName=ACME inc', [acme]],
    ['displayName=acme', []],
    ['displayName=aCm*', [acme]],
    ['displayName=青空商*', [disabled]],
    ['displayName=компания*&showDeleted=true', [deleted]],
    ['email=OFFICE@umbrella.example', [umbrella]],
    ['email=billing@*', [acme]],
    ['email=billing@*&displayName=umb*', []],
  ])('filter %s', async (query, expected) => {
    expect(ids(await ok('GET', `organizations?${query}`))).toEqual(expected);
  });

  test.each([
    ['displayName asc', [acme, umbrella, archived, disabled]],
    ['displayName', [acme, umbrella, archived, disabled]],
    ['email asc', [disabled, archived, acme, umbrella]],
    ['createTime desc,displayName asc', [acme, umbrella, archived, disabled]],
    ['signupTime desc', [archived, disabled, umbrella, acme]],
  ])('orderBy %s', async (orderBy, expected) => {
    expect(ids(await ok('GET', `organizations?orderBy=${encodeURIComponent(orderBy)}`))).toEqual(expected);
  });

  test('orderBy deleteTime puts the last deleted first', async () => {
    await ok('DELETE', `organizations/${umbrella}`);
    const list = await ok('GET', 'organizations?showDeleted=true&orderBy=deleteTime%20desc');
    expect(ids(list).slice(0, 2)).toEqual([umbrella, deleted]);
  });

  test.each([
    ['displayName', 'ab*'],
    ['email', '*'],
    ['pageSize', '-1'],
    ['pageSize', '2.5'],
    ['pageSize', '2147483648'],
    ['pageSize', 'many'],
    ['pageToken', 'nonsense'],
    ['orderBy', 'createTime asc'],
    ['orderBy', 'displayName desc'],
    ['orderBy', 'name'],
    ['orderBy', 'displayName asc,'],
    ['view', 'basic'],
    ['showDeleted', 'yes'],
    ['page_size', '10'],
  ])('%s=%s is refused', async (name, value) => {
    const answer = await refused(400, 'INVALID_ARGUMENT', 'GET', `organizations?${name}=${encodeURIComponent(value)}`);
    expect(answer.param).toBe(name);
  });

  test('empty parameters are as good as none', async () => {
    expect(ids(await ok('GET', 'organizations?displayName=&pageSize=0&pageToken=&orderBy=&view='))).toHaveLength(4);
  });
});

describe('paging', () => {
  test('walks through a thousand organizations and back', async () => {
    await control('PUT', 'state', { populate: 1000 });
    const seen: string[] = [];
    const previous: unknown[] = [];
    let token = '';
    do {
      const list = await ok('GET', `organizations?pageSize=500&pageToken=${token}`);
      seen.push(...ids(list));
      previous.push(list.previousPageToken);
      token = String(list.nextPageToken ?? '');
    } while (token !== '');
    expect(new Set(seen).size).toBe(1004);
    expect(seen).toHaveLength(1004);
    expect(seen[0]).toBe('org_generated001005');
    // 100 a page whatever was asked; the second page's previous one is the first.
    expect(previous).toHaveLength(11);
    expect(previous.slice(0, 2)).toEqual([undefined, '']);
    expect(ids(await ok('GET', `organizations?pageSize=500&pageToken=${previous[2]}`))).toEqual(seen.slice(100, 200));
  });

  test('twenty a page unless told, and pages stay whole while organizations go', async () => {
    await control('PUT', 'state', { populate: 40 });
    const first = await ok('GET', 'organizations');
    expect(first.organizations).toHaveLength(20);
    await ok('DELETE', `organizations/${ids(first)[19]}`);
    const second = await ok('GET', `organizations?pageToken=${first.nextPageToken}`);
    expect(ids(second)[0]).toBe('org_generated000025');
  });

  test('a token is bound to the parameters of its call', async () => {
    const { nextPageToken } = await ok('GET', 'organizations?pageSize=1&displayName=acm*&orderBy=');
    expect(nextPageToken).toBeUndefined();
    const first = await ok('GET', 'organizations?pageSize=1');
    expect((await ok('GET', `organizations?pageSize=1&pageToken=${first.nextPageToken}`)).organizations).toHaveLength(
      1,
    );
    for (const changed of [
      'pageSize=2',
      'pageSize=1&view=FULL',
      'pageSize=1&displayName=acm*',
      'pageSize=1&showDeleted=true',
    ]) {
      const answer = await refused(
        400,
        'INVALID_ARGUMENT',
        'GET',
        `organizations?${changed}&pageToken=${first.nextPageToken}`,
      );
      expect(answer.param).toBe('pageToken');
    }
    await refused(400, 'INVALID_ARGUMENT', 'GET', `roles?pageSize=1&pageToken=${first.nextPageToken}`);
  });
});

describe('creating organizations', () => {
  test.each([undefined, {}])('nothing is required: %j', async (body) => {
    const organization = await ok('POST', 'organizations', body);
    expect(organization).toEqual({
      id: expect.stringMatching(/^org_[0-9A-Za-z]{14}$/),
      state: 'ACTIVE',
      accountConnections: [],
      signupTime: organization.createTime,
      memberCount: 0,
      view: 'FULL',
      createTime: expect.stringMatching(time),
      updateTime: organization.createTime,
    });
    expect(await ok('GET', `organizations/${organization.id}`)).toEqual(organization);
    expect(ids(await ok('GET', 'organizations'))[0]).toBe(organization.id);
  });

  test('every field comes back as it was sent', async () => {
    const fields = {
      uniqueId: 'Tenant_1-a',
      displayName: '🏢'.repeat(200),
      email: 'not checked, 例え',
      emailVerified: true,
      phoneNumber: '+81312345678',
      phoneNumberVerified: true,
      imageUrl: 'https://example.com/é.png',
      currencyCode: 'JPY',
      languageCode: 'ja-JP',
      regionCode: 'JP',
      timeZone: 'Asia/Tokyo',
      address: {
        lines: ['丸の内1-1', '𠮷野ビル'],
        city: '千代田区',
        state: '東京都',
        postalCode: '100-0005',
        country: 'JP',
      },
      disabled: true,
    };
    const organization = await ok('POST', 'organizations', { ...fields, signupTime: '2024-02-03T04:05:06.5+09:00' });
    expect(organization).toMatchObject({ ...fields, state: 'DISABLED', signupTime: '2024-02-02T19:05:06.500Z' });
    expect(await ok('GET', 'organizations/Tenant_1-a')).toEqual(organization);
  });

  test('a verified flag needs something to verify, a null time is none', async () => {
    expect(await ok('POST', 'organizations', { email: 'a' })).toMatchObject({ emailVerified: false });
    expect(await ok('POST', 'organizations', { emailVerified: false, signupTime: null })).not.toHaveProperty(
      'emailVerified',
    );
  });

  test.each([
    ['uniqueId', 'org_mine'],
    ['uniqueId', '-a'],
    ['uniqueId', 'a b'],
    ['uniqueId', 'a'.repeat(256)],
    ['displayName', '🏢'.repeat(201)],
    ['displayName', 7],
    ['displayName', null],
    ['email', 'a'.repeat(321)],
    ['emailVerified', 'true'],
    ['emailVerified', null],
    ['phoneNumber', '0312345678'],
    ['imageUrl', 'a'.repeat(2001)],
    ['currencyCode', 'yen'],
    ['languageCode', 'not a language'],
    ['regionCode', 'Japan'],
    ['timeZone', 'Tokyo/Asia'],
    ['address', 'Tokyo'],
    ['address', []],
    ['signupTime', 'yesterday'],
    ['signupTime', 1_700_000_000],
    ['disabled', 1],
    ['id', 'org_28seyVGVL1got6'],
    ['state', 'DISABLED'],
    ['external_id', 'x'],
    ['__proto__', {}],
  ])('%s: %j is refused', async (name, value) => {
    const body = `{${JSON.stringify(name)}:${JSON.stringify(value)}}`;
    const answer = await refused(400, 'INVALID_ARGUMENT', 'POST', 'organizations', body);
    expect(answer.param).toBe(`organization.${name}`);
  });

  test.each([
    [{ line1: 'x' }, 'line1'],
    [{ lines: 'x' }, 'lines'],
    [{ lines: [1] }, 'lines'],
    [{ country: 'Japan' }, 'country'],
  ])('address %j is refused', async (address, name) => {
    const answer = await refused(400, 'INVALID_ARGUMENT', 'POST', 'organizations', { address });
    expect(answer.param).toBe(`organization.address.${name}`);
  });

  test('a unique id is given once, even if its holder is marked for deletion', async () => {
    for (const uniqueId of ['acme', 'vostok']) {
      const answer = await refused(409, 'ALREADY_EXISTS', 'POST', 'organizations', { uniqueId });
      expect(answer).toMatchObject({ reason: 'ORGANIZATION_ALREADY_EXISTS', param: 'organization.uniqueId' });
    }
    await ok('POST', 'organizations', { uniqueId: 'Acme' });
  });
});

describe('updating organizations', () => {
  test('present fields are written, absent ones left alone', async () => {
    const before = await ok('GET', `organizations/${acme}`);
    const after = await ok('PATCH', 'organizations/acme', { displayName: '新しい名前 🎉', address: { city: 'Wien' } });
    expect(after).toEqual({
      ...before,
      displayName: '新しい名前 🎉',
      address: { city: 'Wien' },
      updateTime: expect.stringMatching(time),
    });
    expect(after.updateTime).not.toBe(before.updateTime);
    expect(await ok('GET', `organizations/${acme}`)).toEqual(after);
  });

  test('"" clears a string, null an object or a time', async () => {
    const after = await ok('PATCH', `organizations/${acme}`, {
      uniqueId: '',
      displayName: '',
      address: null,
      signupTime: null,
      emailVerified: false,
    });
    for (const name of ['uniqueId', 'displayName', 'address', 'signupTime']) expect(after).not.toHaveProperty(name);
    expect(after).toMatchObject({ email: 'billing@acme.example', emailVerified: false });
    await refused(404, 'NOT_FOUND', 'GET', 'organizations/acme');
    await ok('POST', 'organizations', { uniqueId: 'acme' });
  });

  test('disabling and enabling', async () => {
    expect(await ok('PATCH', `organizations/${acme}`, { disabled: true })).toMatchObject({
      state: 'DISABLED',
      disabled: true,
    });
    const enabled = await ok('PATCH', `organizations/${acme}`, { disabled: false });
    expect(enabled.state).toBe('ACTIVE');
    expect(enabled).not.toHaveProperty('disabled');
  });

  test('a taken unique id is refused and nothing is written; the own one is not taken', async () => {
    await refused(409, 'ALREADY_EXISTS', 'PATCH', `organizations/${acme}`, { displayName: 'X', uniqueId: 'aozora' });
    expect((await ok('GET', `organizations/${acme}`)).displayName).toBe('Acme Inc');
    await ok('PATCH', `organizations/${acme}`, { uniqueId: 'acme' });
  });

  test('a bad field leaves the good ones unwritten', async () => {
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', `organizations/${acme}`, { displayName: 'X', email: 1 });
    expect((await ok('GET', `organizations/${acme}`)).displayName).toBe('Acme Inc');
  });

  test('allowMissing creates under the unique id in the path, once', async () => {
    await refused(404, 'NOT_FOUND', 'PATCH', 'organizations/new-one', { displayName: 'New' });
    await refused(404, 'NOT_FOUND', 'PATCH', 'organizations/new-one?allowMissing=false', { displayName: 'New' });
    const created = await ok('PATCH', 'organizations/new-one?allowMissing=true', { displayName: 'New' });
    expect(created).toMatchObject({ uniqueId: 'new-one', displayName: 'New', state: 'ACTIVE' });
    const updated = await ok('PATCH', 'organizations/new-one?allowMissing=true', { displayName: 'Newer' });
    expect(updated).toMatchObject({ id: created.id, displayName: 'Newer' });
  });

  test('allowMissing does not create under a system id or two names', async () => {
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', 'organizations/org_unknown?allowMissing=true', {});
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', 'organizations/a%20b?allowMissing=true', {});
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', 'organizations/one?allowMissing=true', { uniqueId: 'other' });
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', 'organizations/one?allowMissing=maybe', {});
  });
});

describe('deleting organizations', () => {
  test.each([acme, disabled])('%s: marked, restored to its earlier state, marked, purged', async (id) => {
    const before = await ok('GET', `organizations/${id}`);
    expect(await ok('DELETE', `organizations/${id}`)).toMatchObject({ id, state: 'PENDING_DELETION', view: 'FULL' });
    expect((await ok('GET', `organizations/${id}`)).state).toBe('PENDING_DELETION');
    expect(await ok('POST', `organizations/${id}:undelete`)).toMatchObject({ state: before.state });
    await ok('DELETE', `organizations/${id}`);
    expect(await ok('POST', `organizations/${before.uniqueId}:purge`, {})).toEqual({});
    await refused(404, 'NOT_FOUND', 'GET', `organizations/${id}`);
    await ok('POST', 'organizations', { uniqueId: before.uniqueId });
  });

  test.each(['purge', 'undelete'])('%s needs an organization marked for deletion', async (verb) => {
    const answer = await refused(400, 'FAILED_PRECONDITION', 'POST', `organizations/${acme}:${verb}`);
    expect(answer.reason).toBe('ORGANIZATION_NOT_PENDING_DELETION');
    await refused(404, 'NOT_FOUND', 'POST', `organizations/unknown:${verb}`);
  });

  test.each([
    [deleted, 'ORGANIZATION_PENDING_DELETION'],
    [archived, 'ORGANIZATION_ARCHIVED'],
  ])('%s cannot be changed: %s', async (id, reason) => {
    const attempts: [string, string, object?][] = [
      ['PATCH', '', { displayName: 'X' }],
      ['PATCH', '?allowMissing=true', { displayName: 'X' }],
      ['DELETE', ''],
      ['POST', ':connect', { connectionId: stripe }],
      ['POST', ':disconnect', { connectionId: stripe }],
      ['PATCH', ':updateConnection', { connectionId: stripe }],
      ['POST', '/members', { userId: jane }],
      ['PATCH', `/members/${hanako}`, {}],
      ['DELETE', `/members/${hanako}`],
    ];
    for (const [method, rest, body] of attempts) {
      const answer = await refused(400, 'FAILED_PRECONDITION', method, `organizations/${id}${rest}`, body);
      expect(answer.reason).toBe(reason);
    }
    await ok('GET', `organizations/${id}/members`);
  });
});

describe('connections', () => {
  test('linking an existing account', async () => {
    const organization = await ok('POST', `organizations/${umbrella}:connect`, {
      connectionId: stripe,
      externalId: 'cus_existing',
    });
    expect(organization).toMatchObject({ id: umbrella, view: 'FULL' });
    expect(organization.accountConnections).toEqual([
      {
        connection: expect.objectContaining({ id: stripe, view: 'BASIC' }),
        externalId: 'cus_existing',
        adminUrl: 'https://dashboard.stripe.com/test/customers/cus_existing',
        state: 'ACTIVE',
        currencyCode: 'USD',
        balanceAmount: '0',
        paymentMethods: [],
        createTime: expect.stringMatching(time),
        updateTime: expect.stringMatching(time),
      },
    ]);
    expect(await ok('GET', `organizations/${umbrella}`)).toEqual(organization);
  });

  test('creating an account where the connection can', async () => {
    const { accountConnections } = await ok('POST', 'organizations/acme:connect', {
      connectionId: stripeEurope,
      externalId: '',
    });
    expect(accountConnections).toHaveLength(2);
    expect(accountConnections?.[1]).toMatchObject({
      externalId: expect.stringMatching(/^cus_[0-9A-Za-z]{14}$/),
      displayName: 'Acme Inc',
      email: 'billing@acme.example',
    });
    const answer = await refused(400, 'INVALID_ARGUMENT', 'POST', `organizations/${acme}:connect`, {
      connectionId: auth0,
    });
    expect(answer.param).toBe('externalId');
    const linked = await ok('POST', `organizations/${acme}:connect`, { connectionId: auth0, externalId: 'org|é' });
    expect(linked.accountConnections?.[2]?.adminUrl).toContain('org%7C%C3%A9');
    expect(linked.accountConnections?.[2]).not.toHaveProperty('balanceAmount');
  });

  test('one account per connection', async () => {
    const answer = await refused(409, 'ALREADY_EXISTS', 'POST', `organizations/${acme}:connect`, {
      connectionId: stripe,
    });
    expect(answer.reason).toBe('ACCOUNT_CONNECTION_ALREADY_EXISTS');
  });

  test('updating an account', async () => {
    const organization = await ok('PATCH', `organizations/${acme}:updateConnection`, {
      connectionId: stripe,
      displayName: 'アクメ',
      email: '',
      phoneNumber: '+12125550123',
      disabled: true,
    });
    const account = organization.accountConnections?.[0];
    expect(account).toMatchObject({
      displayName: 'アクメ',
      phoneNumber: '+12125550123',
      phoneNumberVerified: false,
      state: 'DISABLED',
      currencyCode: 'USD',
      balanceAmount: '-12.50',
    });
    expect(account).not.toHaveProperty('email');
    expect(organization.displayName).toBe('Acme Inc');
    const answer = await refused(400, 'INVALID_ARGUMENT', 'PATCH', `organizations/${acme}:updateConnection`, {
      connectionId: stripe,
      currencyCode: 'dollars',
    });
    expect(answer.param).toBe('accountConnection.currencyCode');
  });

  test('disconnecting takes the account, its subscription and the seats', async () => {
    const seated = await ok('GET', `organizations/${acme}/members/${jane}`);
    expect(seated.seat).toEqual({ product: { id: 'prod_8QdMx5VkRh2zLw', uniqueId: 'team', displayName: 'Team' } });
    const organization = await ok('POST', `organizations/${acme}:disconnect`, {
      connectionId: stripe,
      deleteExternalAccount: true,
    });
    expect(organization.accountConnections).toEqual([]);
    expect(organization).not.toHaveProperty('subscription');
    expect(await ok('GET', `organizations/${acme}/members/${jane}`)).not.toHaveProperty('seat');
    await refused(404, 'NOT_FOUND', 'POST', `organizations/${acme}:disconnect`, { connectionId: stripe });
    await ok('POST', `organizations/${acme}:connect`, { connectionId: stripe });
  });

  test.each([
    ['POST', 'connect', ''],
    ['POST', 'disconnect', ''],
    ['PATCH', 'updateConnection', 'accountConnection.'],
  ])('%s :%s needs a known connection', async (method, verb, owner) => {
    const path = `organizations/${acme}:${verb}`;
    for (const body of [undefined, {}, { connectionId: '' }]) {
      const answer = await refused(400, 'INVALID_ARGUMENT', method, path, body);
      expect(answer.param).toBe(`${owner}connectionId`);
    }
    const answer = await refused(404, 'NOT_FOUND', method, path, { connectionId: 'conn_unknown' });
    expect(answer).toMatchObject({ reason: 'CONNECTION_NOT_FOUND', param: `${owner}connectionId` });
    await refused(400, 'INVALID_ARGUMENT', method, path, { connectionId: stripe, unknown: 1 });
    await refused(404, 'NOT_FOUND', method, `organizations/unknown:${verb}`, { connectionId: stripe });
  });

  test('an unused connection cannot be disconnected or updated', async () => {
    for (const [method, verb] of [
      ['POST', 'disconnect'],
      ['PATCH', 'updateConnection'],
    ] as const) {
      const answer = await refused(404, 'NOT_FOUND', method, `organizations/${acme}:${verb}`, { connectionId: auth0 });
      expect(answer.reason).toBe('ACCOUNT_CONNECTION_NOT_FOUND');
    }
  });
});

describe('members', () => {
  const names = (list: Json): string[] =>
    Object.values(list.members ?? {}).map(({ user }) => String(user?.displayName));

  test('listing, filtering, ordering, paging', async () => {
    const path = `organizations/${acme}/members`;
    expect(names(await ok('GET', path))).toEqual(['Ольга Иванова', '山田花子', 'Jane Doe']);
    expect(names(await ok('GET', `${path}?orderBy=displayName%20asc`))).toEqual([
      'Jane Doe',
      'Ольга Иванова',
      '山田花子',
    ]);
    expect(names(await ok('GET', `${path}?displayName=jan*`))).toEqual(['Jane Doe']);
    expect(names(await ok('GET', `${path}?email=HANAKO@example.jp`))).toEqual(['山田花子']);
    expect(names(await ok('GET', `${path}?roleId=owner`))).toEqual(['Jane Doe']);
    expect(names(await ok('GET', `${path}?roleId=role_4NNSzkhn`))).toEqual(['Jane Doe']);
    expect(names(await ok('GET', `${path}?roleId=unknown`))).toEqual([]);
    const first = await ok('GET', `${path}?pageSize=2`);
    const second = await ok('GET', `${path}?pageSize=2&pageToken=${first.nextPageToken}`);
    expect(names(second)).toEqual(['Jane Doe']);
    expect(second.previousPageToken).toBe('');
    await refused(
      400,
      'INVALID_ARGUMENT',
      'GET',
      `organizations/${umbrella}/members?pageSize=2&pageToken=${first.nextPageToken}`,
    );
    await refused(400, 'INVALID_ARGUMENT', 'GET', `${path}?orderBy=signupTime%20desc`);
    await refused(404, 'NOT_FOUND', 'GET', 'organizations/unknown/members');
  });

  test('a member carries its user and role', async () => {
    const member = await ok('GET', `organizations/acme/members/jane`);
    expect(member).toMatchObject({
      state: 'ACTIVE',
      user: { id: jane, state: 'ACTIVE', uniqueId: 'jane', memberships: [], accountConnections: [], view: 'BASIC' },
      role: { id: 'role_4NNSzkhn', uniqueId: 'owner', type: 'OWNER', default: false, archived: false, view: 'BASIC' },
      view: 'FULL',
    });
    expect(member.user?.address?.state).toBe('NY');
    expect(await ok('GET', `organizations/${umbrella}/members/${gone}`)).toMatchObject({
      state: 'PENDING_DELETION',
      user: { state: 'PENDING_DELETION' },
    });
  });

  test('adding, changing and removing', async () => {
    const path = `organizations/${acme}/members`;
    const member = await ok('POST', path, { userId: john });
    expect(member).toMatchObject({ state: 'ACTIVE', user: { id: john }, role: { uniqueId: 'member', default: true } });
    expect((await ok('GET', `organizations/${acme}`)).memberCount).toBe(4);
    expect(names(await ok('GET', path))[0]).toBe('John Doe');
    const answer = await refused(409, 'ALREADY_EXISTS', 'POST', path, { userId: john, roleId: 'admin' });
    expect(answer).toMatchObject({ reason: 'MEMBER_ALREADY_EXISTS', param: 'member.userId' });
    expect(await ok('PATCH', `${path}/${john}`, { roleId: 'role_51jav4KK' })).toMatchObject({
      role: { uniqueId: 'admin' },
    });
    expect(await ok('PATCH', `${path}/${john}`, {})).toMatchObject({ role: { uniqueId: 'admin' } });
    expect(await ok('DELETE', `${path}/${john}`)).toEqual({});
    await refused(404, 'NOT_FOUND', 'GET', `${path}/${john}`);
    await refused(404, 'NOT_FOUND', 'DELETE', `${path}/${john}`);
    expect((await ok('GET', `organizations/${acme}`)).memberCount).toBe(3);
  });

  test('allowMissing adds', async () => {
    const path = `organizations/${acme}/members/${john}`;
    expect((await refused(404, 'NOT_FOUND', 'PATCH', path, { roleId: 'admin' })).reason).toBe('MEMBER_NOT_FOUND');
    expect(await ok('PATCH', `${path}?allowMissing=true`, { roleId: 'admin' })).toMatchObject({
      role: { uniqueId: 'admin' },
    });
    expect(await ok('PATCH', `${path}?allowMissing=true`, { roleId: 'owner' })).toMatchObject({
      role: { uniqueId: 'owner' },
    });
  });

  test('unknown and unfit users and roles', async () => {
    const path = `organizations/${acme}/members`;
    expect(await refused(404, 'NOT_FOUND', 'POST', path, { userId: 'usr_unknown' })).toMatchObject({
      reason: 'USER_NOT_FOUND',
      param: 'member.userId',
    });
    expect(await refused(400, 'FAILED_PRECONDITION', 'POST', path, { userId: gone })).toMatchObject({
      reason: 'USER_PENDING_DELETION',
      param: 'member.userId',
    });
    expect(await refused(404, 'NOT_FOUND', 'POST', path, { userId: john, roleId: 'role_unknown' })).toMatchObject({
      reason: 'ROLE_NOT_FOUND',
      param: 'member.roleId',
    });
    expect((await refused(400, 'INVALID_ARGUMENT', 'POST', path)).param).toBe('member.userId');
    expect((await refused(400, 'INVALID_ARGUMENT', 'POST', path, { userId: john, role: 'x' })).param).toBe(
      'member.role',
    );
    expect((await refused(400, 'INVALID_ARGUMENT', 'PATCH', `${path}/${jane}`, { userId: john })).param).toBe(
      'member.userId',
    );
    expect((await refused(404, 'NOT_FOUND', 'GET', `${path}/usr_unknown`)).param).toBe('userId');
    expect((await ok('GET', `organizations/${acme}`)).memberCount).toBe(3);
  });
});

test('roles', async () => {
  const { roles } = await ok('GET', 'roles');
  expect(Object.values(roles ?? {}).map(({ uniqueId, type }) => [uniqueId, type])).toEqual([
    ['member', 'MEMBER'],
    ['admin', 'MEMBER'],
    ['owner', 'OWNER'],
  ]);
  expect(roles?.[0]).toEqual({
    id: 'role_2mD13uXP',
    uniqueId: 'member',
    displayName: 'Member',
    type: 'MEMBER',
    description: expect.any(String),
    seatPolicy: 'DEFAULT',
    permissionSets: ['members.invite'],
    default: true,
    archived: false,
    view: 'BASIC',
    createTime: '2025-05-15T13:00:00Z',
    updateTime: '2025-05-15T13:00:00Z',
  });
  const first = await ok('GET', 'roles?pageSize=2&orderBy=displayName%20asc');
  const last = await ok('GET', `roles?pageSize=2&orderBy=displayName%20asc&pageToken=${first.nextPageToken}`);
  expect(last.roles).toMatchObject([{ uniqueId: 'owner' }]);
});

describe('faults', () => {
  test.each([
    [400, 'INVALID_ARGUMENT'],
    [401, 'UNAUTHENTICATED'],
    [403, 'PERMISSION_DENIED'],
    [404, 'NOT_FOUND'],
    [409, 'ALREADY_EXISTS'],
    [418, 'UNKNOWN'],
    [500, 'INTERNAL'],
    [503, 'UNAVAILABLE'],
    [504, 'DEADLINE_EXCEEDED'],
  ])('%i has the body of %s', async (status, code) => {
    await control('PUT', 'faults', { faults: [{ status, times: 1 }] });
    await refused(status, code, 'GET', 'organizations');
    await ok('GET', 'organizations');
  });

  test.each([
    [429, 'text/plain; charset=utf-8', 'API call rate limited'],
    [502, 'text/html', '<html><body>Bad Gateway</body></html>'],
  ])('%i is not JSON', async (status, type, body) => {
    await control('PUT', 'faults', { faults: [{ status }] });
    const response = await send('GET', 'organizations');
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
    expect(await response.text()).toBe(body);
  });

  test('unknown enum members, but not in addresses', async () => {
    await control('PUT', 'faults', { faults: [{ unknownEnum: true }] });
    const organization = await ok('GET', `organizations/${acme}`);
    expect(organization).toMatchObject({
      state: 'ORGWAY_UNKNOWN',
      view: 'ORGWAY_UNKNOWN',
      address: { state: 'AZ' },
      accountConnections: [{ state: 'ORGWAY_UNKNOWN', connection: { type: 'ORGWAY_UNKNOWN' } }],
    });
    const { members } = await ok('GET', `organizations/${acme}/members`);
    expect(members?.[0]).toMatchObject({ state: 'ORGWAY_UNKNOWN', role: { seatPolicy: 'ORGWAY_UNKNOWN' } });
  });

  test('another organization', async () => {
    await control('PUT', 'faults', { faults: [{ otherOrganization: true }] });
    const organization = await ok('GET', `organizations/${acme}`);
    expect(organization.id).toMatch(/^org_[0-9A-Za-z]{14}$/);
    expect([organization.id, organization.uniqueId]).not.toContain(acme);
    expect(organization.uniqueId).not.toBe('acme');
    expect((await ok('GET', `organizations/${acme}/members`)).members).toHaveLength(3);
  });

  test('reads lag behind writes while a consistency delay is set', async () => {
    await control('PUT', 'faults', { faults: [], consistencyDelayMs: 60_000 });
    const created = await ok('POST', 'organizations', { uniqueId: 'late' });
    await refused(404, 'NOT_FOUND', 'GET', `organizations/${created.id}`);
    await refused(409, 'ALREADY_EXISTS', 'POST', 'organizations', { uniqueId: 'late' });
    expect(await ok('PATCH', 'organizations/late', { displayName: 'Late' })).toMatchObject({ id: created.id });
  });

  test('the state survives the way through the control interface', async () => {
    await ok('PATCH', `organizations/${acme}`, { email: '' });
    const before = await ok('GET', 'organizations?view=FULL&showDeleted=true');
    await control('PUT', 'state', await control('GET', 'state'));
    expect(await ok('GET', 'organizations?view=FULL&showDeleted=true')).toEqual(before);
  });
});
