import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/sandbox/emulator.ts';
import { createSandbox } from '../../src/sandbox/server.ts';
import zitadel from '../../src/sandbox/zitadel/emulator.ts';

const defaultId = '310000000000000001';
const callerId = '310000000000000002';
const showcase = zitadel.showcase.organization;
const inactiveId = '310000000000000004';

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createSandbox([zitadel as Emulator]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => control('PUT', 'state', {}));

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  readonly body: any;
}

async function control(method: string, resource: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${origin}/_sandbox/zitadel/${resource}`, { method, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(`${origin}/zitadel${path}`, {
    method,
    headers: { authorization: 'Bearer sandbox', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

const on = (organization: string) => ({ 'x-zitadel-orgid': organization });

function expectError(answer: Answer, status: number, code: number, id: string): void {
  expect(answer).toMatchObject({ status, body: { code } });
  const { message, details } = answer.body;
  expect(details).toEqual([
    { '@type': 'type.googleapis.com/zitadel.v1.ErrorDetail', id, message: details[0]?.message },
  ]);
  expect(message).toBe(`${details[0].message} (${id})`);
}

const base64 = (value: string) => Buffer.from(value).toString('base64');
const idsOf = (answer: Answer): string[] => (answer.body.result ?? []).map((row: { id: string }) => row.id);

const find = (queries: unknown[], more: object = {}) => call('POST', '/v2/organizations/_search', { queries, ...more });

describe('authentication', () => {
  it.each([[{ authorization: 'Bearer wrong' }], [{ authorization: 'sandbox' }], [{ authorization: '' }]])(
    'refuses %j',
    async (headers) => {
      expectError(await call('GET', '/management/v1/orgs/me', undefined, headers), 401, 16, 'AUTH-7fs1e');
    },
  );

  it('acts on the own organization of the caller without the header', async () => {
    const { body } = await call('GET', '/management/v1/orgs/me');
    expect(body.org).toMatchObject({ id: callerId, state: 'ORG_STATE_ACTIVE', name: 'Sandbox Operations' });
    expect((await call('GET', '/management/v1/orgs/me', undefined, on(''))).body.org.id).toBe(callerId);
  });

  it('refuses a header that names no organization, on every service', async () => {
    for (const [method, path] of [
      ['GET', '/management/v1/orgs/me'],
      ['POST', '/management/v1/orgs/me/_deactivate'],
      ['GET', `/admin/v1/orgs/${showcase}`],
      ['POST', '/v2/users'],
    ] as const) {
      expectError(await call(method, path, method === 'POST' ? {} : undefined, on('404')), 403, 7, 'AUTH-Bs7Ds');
    }
  });

  it('locks the caller out when it deactivates or removes its own organization', async () => {
    expect((await call('POST', '/management/v1/orgs/me/_deactivate', {})).status).toBe(200);
    expectError(await call('POST', '/management/v1/orgs/me/_reactivate', {}), 401, 16, 'AUTH-7fs1e');
    expectError(await call('GET', `/admin/v1/orgs/${showcase}`), 401, 16, 'AUTH-7fs1e');
    await control('PUT', 'state', {});
    expect((await call('DELETE', '/management/v1/orgs/me')).status).toBe(200);
    expectError(await call('GET', '/management/v1/orgs/me', undefined, on(showcase)), 401, 16, 'AUTH-7fs1e');
  });
});

describe('routing', () => {
  it('answers unknown paths and methods before it looks at the token', async () => {
    const anonymous = { authorization: 'none' };
    expect(await call('GET', '/management/v1/nothing', undefined, anonymous)).toEqual({
      status: 404,
      body: { code: 5, message: 'Not Found', details: [] },
    });
    expect(await call('PATCH', '/management/v1/orgs/me', {}, anonymous)).toEqual({
      status: 405,
      body: { code: 12, message: 'Method Not Allowed', details: [] },
    });
    expect((await call('GET', `/v2/organizations/${showcase}`)).status).toBe(405);
    expect((await call('PUT', `/v2/organizations/${showcase}`, { name: 'x' })).status).toBe(405);
  });

  it('keeps fixed paths apart from ids', async () => {
    expect((await call('GET', '/admin/v1/orgs/default')).body.org.id).toBe(defaultId);
    expectError(await call('GET', '/admin/v1/orgs/_is_unique'), 400, 3, 'QUERY-DGqfd');
    expect((await call('GET', '/admin/v1/orgs/custom-org-ID')).body.org.name).toBe('Café Łódź 🏢 Zürich');
  });
});

describe('creation', () => {
  it('trims the name, generates id and domain, and starts active (v1)', async () => {
    const created = await call('POST', '/management/v1/orgs', { name: '  Łódź & Söhne 🚀  ' });
    expect(created.status).toBe(200);
    expect(created.body.id).toMatch(/^\d{18}$/);
    expect(created.body.details).toEqual({
      sequence: '5',
      creationDate: expect.stringMatching(/^\d{4}-.*Z$/),
      resourceOwner: created.body.id,
    });
    const { body } = await call('GET', '/management/v1/orgs/me', undefined, on(created.body.id));
    expect(body.org).toMatchObject({
      id: created.body.id,
      state: 'ORG_STATE_ACTIVE',
      name: 'Łódź & Söhne 🚀',
      primaryDomain: 'łódź--söhne.zitadel.sandbox.example',
      details: { sequence: '4', resourceOwner: created.body.id },
    });
  });

  it('answers 201 with the v2 shape', async () => {
    const created = await call('POST', '/v2/organizations', { name: 'Fresh', unknownField: { x: 1 } });
    expect(created.status).toBe(201);
    const id = created.body.organizationId;
    expect(created.body).toEqual({
      organizationId: expect.stringMatching(/^\d{18}$/),
      details: { sequence: '4', changeDate: expect.any(String), resourceOwner: id },
    });
    const found = await find([{ idQuery: { id } }]);
    expect(found.body.result[0]).toMatchObject({ id, state: 'ORGANIZATION_STATE_ACTIVE', name: 'Fresh' });
  });

  it('takes custom ids; the older alias loses', async () => {
    const both = await call('POST', '/v2/organizations', {
      name: 'One',
      organizationId: 'My Company 1',
      orgId: 'other',
    });
    expect(both.body.organizationId).toBe('My Company 1');
    const alias = await call('POST', '/v2/organizations', { name: 'Two', org_id: '__proto__' });
    expect(alias.body.organizationId).toBe('__proto__');
    expect((await call('GET', '/admin/v1/orgs/My%20Company%201')).body.org.name).toBe('One');
    expect((await call('GET', '/admin/v1/orgs/__proto__')).body.org.name).toBe('Two');
    expectError(
      await call('POST', '/v2/organizations', { name: 'Three', organizationId: 'My Company 1' }),
      409,
      6,
      'V3-DKcYh',
    );
    await call('DELETE', '/v2/organizations/My%20Company%201');
    expectError(await call('POST', '/v2/organizations', { name: 'Four', orgId: 'My Company 1' }), 409, 6, 'V3-DKcYh');
    expect((await call('POST', '/v2/organizations', { name: 'Five', organizationId: '' })).body.code).toBe(3);
  });

  it('refuses names that are taken, in any case, and domains that are', async () => {
    for (const path of ['/management/v1/orgs', '/v2/organizations']) {
      expectError(await call('POST', path, { name: ' nordwind handels GMBH ' }), 409, 6, 'V3-DKcYh');
      const sameDomain = await call('POST', path, { name: 'Nordwind Handels GmbH!' });
      expectError(sameDomain, 409, 6, 'V3-DKcYh');
      expect(sameDomain.body.message).toContain('Domain');
    }
  });

  it('counts code points and refuses blank names', async () => {
    const long = `a${'𝕏'.repeat(199)}`;
    expect((await call('POST', '/management/v1/orgs', { name: long })).status).toBe(200);
    for (const name of ['', `${long}b`]) {
      const refused = await call('POST', '/management/v1/orgs', { name });
      expect(refused).toMatchObject({ status: 400, body: { code: 3, details: [] } });
      expect(refused.body.message).toBe(
        'invalid AddOrgRequest.Name: value length must be between 1 and 200 runes, inclusive',
      );
    }
    expect((await call('POST', '/v2/organizations', {})).body.message).toContain('invalid AddOrganizationRequest.Name');
    expectError(await call('POST', '/management/v1/orgs', { name: ' \t ' }), 400, 3, 'EVENT-Mf9sd');
    expectError(await call('POST', '/v2/organizations', { name: '   ' }), 400, 3, 'ORG-mruNY');
    expectError(await call('POST', '/v2/organizations', { name: '🚀🚀' }), 400, 3, 'ORG-RrfXY');
  });

  it('creates admins with the organization, or nothing at all', async () => {
    const human = {
      profile: { given_name: 'Ada', familyName: 'Łoś' },
      email: { email: 'ada@example.org', returnCode: {} },
    };
    const created = await call('POST', '/v2/organizations', {
      name: 'With admins',
      admins: [{ userId: '320000000000000002' }, { human, roles: ['ORG_OWNER'] }],
    });
    expect(created.status).toBe(201);
    expect(created.body.createdAdmins).toEqual([
      { userId: expect.stringMatching(/^\d{18}$/), emailCode: expect.stringMatching(/^[A-Z0-9]{6}$/) },
    ]);
    const { body } = await call('GET', `/v2/users/${created.body.createdAdmins[0].userId}`);
    expect(body.details.resourceOwner).toBe(created.body.organizationId);
    expect(body.user).toMatchObject({ state: 'USER_STATE_ACTIVE', human: { profile: { displayName: 'Ada Łoś' } } });
    const attempt = (admins: unknown) => call('POST', '/v2/organizations', { name: 'Not made', admins });
    expectError(await attempt([{ human }]), 409, 6, 'V3-DKcYh');
    expect((await attempt([{ userId: 'nobody', human }])).body.code).toBe(3);
    expectError(await attempt([{ userId: 'nobody' }]), 400, 9, 'ORG-GoXOn');
    expectError(await attempt([{ userId: '320000000000000002', roles: ['IAM_OWNER'] }]), 400, 3, 'Org-4N8es');
    expectError(await attempt([{ roles: [] }]), 501, 12, 'ORGv2-SD2r1');
    expect((await attempt([{ human: { profile: {}, email: { email: 'nope' } } }])).body).toMatchObject({ code: 3 });
    expect(await call('GET', '/admin/v1/orgs/_is_unique?name=Not%20made')).toEqual({
      status: 200,
      body: { isUnique: true },
    });
  });
});

describe('rename', () => {
  it('is not idempotent in v1, and moves the domain with the name', async () => {
    const renamed = await call('PUT', '/management/v1/orgs/me', { name: ' Südwind ' }, on(showcase));
    expect(renamed).toMatchObject({ status: 200, body: { details: { sequence: '11', resourceOwner: showcase } } });
    const { body } = await call('GET', `/admin/v1/orgs/${showcase}`);
    expect(body.org).toMatchObject({ name: 'Südwind', primaryDomain: 'südwind.zitadel.sandbox.example' });
    expect(Date.parse(body.org.details.changeDate)).toBeGreaterThan(Date.parse(body.org.details.creationDate));
    expectError(await call('PUT', '/management/v1/orgs/me', { name: 'Südwind' }, on(showcase)), 400, 9, 'ORG-4VSdf');
    expect((await call('POST', '/management/v1/orgs', { name: 'Nordwind Handels GmbH' })).status).toBe(200);
    expectError(
      await call('PUT', '/management/v1/orgs/me', { name: 'nordwind handels gmbh' }, on(showcase)),
      409,
      6,
      'V3-DKcYh',
    );
  });

  it('is idempotent in v2', async () => {
    const first = await call('POST', `/v2/organizations/${showcase}`, { name: 'Westwind' });
    expect(first).toEqual({ status: 200, body: { changeDate: expect.any(String) } });
    expect(await call('POST', `/v2/organizations/${showcase}`, { name: ' Westwind' })).toEqual(first);
    expectError(await call('POST', '/v2/organizations/nowhere', { name: 'x' }), 404, 5, 'ORG-1MRds');
    expectError(await call('POST', `/v2/organizations/${showcase}`, { name: '  ' }), 400, 3, 'EVENT-Mf9sd');
    expectError(await call('POST', `/v2/organizations/${showcase}`, { name: 'zitadel' }), 409, 6, 'V3-DKcYh');
    expect((await call('POST', `/v2/organizations/${'x'.repeat(201)}`, { name: 'x' })).body.code).toBe(3);
  });
});

describe('state machine', () => {
  it('has transitions that are not idempotent (v1)', async () => {
    const step = (name: string) => call('POST', `/management/v1/orgs/me/_${name}`, {}, on(showcase));
    expectError(await step('reactivate'), 400, 9, 'EVENT-bfnrh');
    expect(await step('deactivate')).toEqual({
      status: 200,
      body: { details: { sequence: '7', changeDate: expect.any(String), resourceOwner: showcase } },
    });
    expectError(await step('deactivate'), 400, 9, 'EVENT-Dbs2g');
    expect((await call('GET', '/management/v1/orgs/me', undefined, on(showcase))).body.org.state).toBe(
      'ORG_STATE_INACTIVE',
    );
    expect((await step('reactivate')).status).toBe(200);
    expectError(await step('reactivate'), 400, 9, 'EVENT-bfnrh');
  });

  it('has the same ones in v2', async () => {
    const step = (id: string, name: string) => call('POST', `/v2/organizations/${id}/${name}`);
    expectError(await step(inactiveId, 'deactivate'), 400, 9, 'EVENT-Dbs2g');
    expect(await step(inactiveId, 'activate')).toEqual({ status: 200, body: { changeDate: expect.any(String) } });
    expectError(await step(inactiveId, 'activate'), 400, 9, 'EVENT-bfnrh');
    expectError(await step('nowhere', 'deactivate'), 404, 5, 'ORG-oL9nT');
    expectError(await step('nowhere', 'activate'), 404, 5, 'ORG-Dgf3g');
  });

  it('removes with users and frees the name; v1 twice is an error, v2 twice is not', async () => {
    const removed = await call('DELETE', '/management/v1/orgs/me', undefined, on(showcase));
    expect(removed.body.details).toMatchObject({ changeDate: expect.any(String), resourceOwner: '300000000000000001' });
    expectError(await call('DELETE', `/admin/v1/orgs/${showcase}`), 404, 5, 'COMMA-aps2n');
    expectError(await call('GET', `/admin/v1/orgs/${showcase}`), 404, 5, 'QUERY-iTTGJ');
    expectError(await call('GET', '/v2/users/320000000000000004'), 404, 5, 'QUERY-Dfbg2');
    expect(idsOf(await find([{ idQuery: { id: showcase } }]))).toEqual([]);
    expect((await call('POST', '/v2/organizations', { name: 'Nordwind Handels GmbH' })).status).toBe(201);

    const first = await call('DELETE', `/v2/organizations/${inactiveId}`);
    expect(first).toEqual({ status: 200, body: { deletionDate: expect.any(String) } });
    expect(await call('DELETE', `/v2/organizations/${inactiveId}`)).toEqual(first);
    expect((await call('DELETE', '/v2/organizations/never-was')).body).toEqual({
      deletionDate: '0001-01-01T00:00:00Z',
    });
  });

  it('keeps the default organization and that of the ZITADEL project', async () => {
    expectError(await call('DELETE', `/admin/v1/orgs/${defaultId}`), 400, 9, 'COMMA-wG9p1');
    expectError(await call('DELETE', `/v2/organizations/${defaultId}`), 400, 9, 'COMMA-wG9p1');
    expectError(await call('DELETE', '/management/v1/orgs/me', undefined, on(defaultId)), 400, 9, 'COMMA-wG9p1');
    const state = (await control('GET', 'state')) as object;
    await control('PUT', 'state', { ...state, defaultOrganization: showcase });
    expectError(await call('DELETE', `/v2/organizations/${defaultId}`), 400, 9, 'COMMA-AF3JW');
  });
});

describe('metadata (v1)', () => {
  const metadata = (method: string, key: string, body?: unknown) =>
    call(method, `/management/v1/metadata/${key}`, body, on(showcase));

  it('sets, gets and removes one key', async () => {
    const key = encodeURIComponent('schlüssel/🔑'.replace('/', ' '));
    expectError(await metadata('GET', key), 404, 5, 'QUERY-Rph32');
    const value = base64('wert 🚀');
    expect(await metadata('POST', key, { value })).toEqual({
      status: 200,
      body: { details: { sequence: '7', creationDate: expect.any(String), resourceOwner: showcase } },
    });
    const { body } = await metadata('GET', key);
    expect(body.metadata).toMatchObject({ key: 'schlüssel 🔑', value, details: { sequence: '7' } });
    await metadata('POST', key, { value: base64('neu'), key: 'ignored' });
    const again = (await metadata('GET', key)).body.metadata;
    expect(again.value).toBe(base64('neu'));
    expect(again.details.creationDate).toBe(body.metadata.details.creationDate);
    expect((await metadata('DELETE', key)).body.details.changeDate).toEqual(expect.any(String));
    expectError(await metadata('DELETE', key), 404, 5, 'META-mcnw3');
  });

  it('takes the URL-safe alphabet and answers the standard one', async () => {
    expect((await metadata('POST', 'bytes', { value: '_-8' })).status).toBe(200);
    expect((await metadata('GET', 'bytes')).body.metadata.value).toBe('/+8=');
  });

  it('refuses empty, malformed and too long input', async () => {
    for (const body of [{}, { value: '' }, { value: '***' }, { value: 7 }, '{', '[]', '"x"']) {
      expect(await metadata('POST', 'key', body)).toMatchObject({ status: 400, body: { code: 3 } });
    }
    expect((await metadata('POST', 'key', { value: base64('x'.repeat(500_000)) })).status).toBe(200);
    expect((await metadata('POST', 'key', { value: base64('x'.repeat(500_001)) })).body.code).toBe(3);
    expect((await metadata('POST', 'k'.repeat(201), { value: base64('x') })).body.code).toBe(3);
    expect((await metadata('POST', 'a%2Fb', { value: base64('x') })).status).toBe(404);
  });

  it('sets and removes in bulk, all or nothing', async () => {
    expectError(await metadata('POST', '_bulk', {}), 400, 9, 'META-9mm2d');
    expectError(await metadata('DELETE', '_bulk', { keys: [] }), 400, 9, 'META-9mw2d');
    const entries = ['constructor', '__proto__'].map((key) => ({ key, value: base64(key) }));
    expect((await metadata('POST', '_bulk', { metadata: entries })).body.details.sequence).toBe('8');
    expectError(await metadata('DELETE', '_bulk', { keys: ['plan', 'missing'] }), 404, 5, 'META-2npds');
    expect((await metadata('GET', 'plan')).status).toBe(200);
    expect((await metadata('GET', '__proto__')).body.metadata.value).toBe(base64('__proto__'));
    expect((await metadata('DELETE', '_bulk', { keys: ['plan', '__proto__'] })).status).toBe(200);
    const left = await metadata('POST', '_search', { query: { asc: true } });
    expect(left.body.result.map(({ key }: { key: string }) => key)).toEqual(['orgway_external_id', 'constructor']);
    expect(left.body.details).toEqual({ totalResult: '2', viewTimestamp: expect.any(String) });
  });

  it('searches by key', async () => {
    const search = (key: string, method?: unknown) =>
      metadata('POST', '_search', { queries: [{ keyQuery: { key, method } }] });
    expect((await search('orgway_external_id')).body.result).toHaveLength(1);
    expect((await search('ORGWAY', 'TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE')).body.result).toHaveLength(1);
    expect((await search('nal_id', 6)).body.result).toHaveLength(1);
    expect((await search('ORGWAY', 2)).body).toEqual({ details: { viewTimestamp: expect.any(String) } });
    expect((await search('x', 8)).body.code).toBe(3);
    expect((await metadata('POST', '_search', { queries: [{}] })).body.code).toBe(3);
  });
});

describe('metadata (v2)', () => {
  const path = `/v2/organizations/${showcase}/metadata`;

  it('upserts, searches and deletes', async () => {
    const set = await call('POST', path, {
      metadata: [
        { key: 'plan', value: base64('neu') },
        { key: 'b', value: 'eA' },
      ],
    });
    expect(set).toEqual({ status: 200, body: { setDate: expect.any(String) } });
    const found = await call('POST', `${path}/search`, { pagination: { limit: 2, asc: true } });
    expect(found.body).toEqual({
      pagination: { totalResult: '3', appliedLimit: '2' },
      metadata: [
        {
          key: 'orgway_external_id',
          value: base64('customer-0001'),
          creationDate: expect.any(String),
          changeDate: expect.any(String),
        },
        { key: 'plan', value: base64('neu'), creationDate: expect.any(String), changeDate: expect.any(String) },
      ],
    });
    const filters = [{ keyFilter: { key: 'p', method: 'TEXT_FILTER_METHOD_STARTS_WITH' } }];
    expect((await call('POST', `${path}/search`, { filters })).body.metadata).toHaveLength(1);
    expectError(await call('DELETE', `${path}?keys=b&keys=missing`), 404, 5, 'META-2npds');
    expect(await call('DELETE', `${path}?keys=b&keys=plan`)).toEqual({
      status: 200,
      body: { deletionDate: expect.any(String) },
    });
    expectError(await call('DELETE', path), 400, 9, 'META-9mw2d');
    expect((await call('POST', `${path}/search`)).body.pagination).toEqual({ totalResult: '1', appliedLimit: '100' });
  });

  it('answers 400 for an organization that is missing', async () => {
    const missing = '/v2/organizations/nowhere/metadata';
    expectError(await call('POST', missing, { metadata: [{ key: 'a', value: 'eA==' }] }), 400, 9, 'COMMAND-QXPGs');
    expectError(await call('DELETE', `${missing}?keys=a`), 400, 9, 'COMMAND-QXPGs');
    expect((await call('POST', `${missing}/search`, {})).body).toEqual({ pagination: { appliedLimit: '100' } });
    expectError(await call('POST', `/v2/organizations/${showcase}/metadata`, {}), 400, 9, 'META-9mm2d');
    const empty = await call('POST', `/v2/organizations/${showcase}/metadata`, { metadata: [{ key: 'a', value: '' }] });
    expect(empty.body.message).toBe(
      'invalid SetOrganizationMetadataRequest.Metadata[0]: embedded message failed validation | caused by: ' +
        'invalid Metadata.Value: value length must be between 1 and 500000 bytes, inclusive',
    );
  });
});

describe('listing organizations', () => {
  it('sorts by creation, newest first, and pages by offset', async () => {
    const all = idsOf(await find([]));
    expect(all).toEqual(['custom-org-ID', inactiveId, showcase, callerId, defaultId]);
    const page = await find([], { query: { offset: '1', limit: 2, asc: false } });
    expect(idsOf(page)).toEqual(all.slice(1, 3));
    expect(page.body.details).toEqual({ totalResult: '5', timestamp: expect.any(String) });
    expect(idsOf(await find([], { query: { asc: true } }))).toEqual(all.toReversed());
    const beyond = await find([], { query: { offset: 9 } });
    expect(beyond.body).toEqual({ details: { timestamp: expect.any(String) } });
  });

  it('sorts by name without regard to case', async () => {
    await call('POST', '/management/v1/orgs', { name: 'aaa' });
    const sorted = await call('POST', '/admin/v1/orgs/_search', {
      sorting_column: 'ORG_FIELD_NAME_NAME',
      query: { asc: true },
    });
    expect(sorted.body.result.map(({ name }: { name: string }) => name)).toEqual([
      'aaa',
      'Café Łódź 🏢 Zürich',
      'Nordwind Handels GmbH',
      'Sandbox Operations',
      'ZITADEL',
      '東京物流株式会社',
    ]);
  });

  it('ands all queries', async () => {
    const some = async (...queries: unknown[]) => idsOf(await find(queries));
    expect(await some({ nameQuery: { name: '東京物流株式会社' } })).toEqual([inactiveId]);
    expect(await some({ nameQuery: { name: 'nordwind' } })).toEqual([]);
    expect(await some({ name_query: { name: 'nordwind', method: 'TEXT_QUERY_METHOD_CONTAINS_IGNORE_CASE' } })).toEqual([
      showcase,
    ]);
    expect(await some({ domainQuery: { domain: 'nordwind.example' } })).toEqual([showcase]);
    expect(await some({ stateQuery: { state: 'ORGANIZATION_STATE_INACTIVE' } })).toEqual([inactiveId]);
    expect(await some({ stateQuery: { state: 2 } })).toEqual([inactiveId]);
    expect(await some({ stateQuery: { state: 'ORGANIZATION_STATE_REMOVED' } })).toEqual([]);
    expect(await some({ stateQuery: { state: 'NO_SUCH_STATE' } })).toEqual([]);
    expect(await some({ defaultQuery: {} })).toEqual([defaultId]);
    expect(await some({ idQuery: { id: showcase } }, { stateQuery: { state: 2 } })).toEqual([]);
    const v1 = await call('POST', '/admin/v1/orgs/_search', {
      queries: [{ stateQuery: { state: 'ORG_STATE_INACTIVE' } }],
    });
    expect(idsOf(v1)).toEqual([inactiveId]);
    expect(v1.body.result[0].state).toBe('ORG_STATE_INACTIVE');
  });

  it('refuses what its messages do not allow', async () => {
    expectError(await find([], { query: { limit: 1001 } }), 400, 3, 'QUERY-4M0fs');
    expectError(await call('POST', '/admin/v1/orgs/_search', { query: { limit: 1001 } }), 400, 3, 'QUERY-4M0fs');
    expect((await find([], { query: { limit: 1000 }, sortingColumn: 17 })).status).toBe(200);
    for (const bad of [
      { query: { limit: -1 } },
      { query: { limit: 2 ** 32 } },
      { query: { offset: 'x' } },
      { query: { asc: 'yes' } },
      { query: 7 },
      { queries: {} },
      { queries: [null] },
      { queries: [{}] },
      { queries: [{ idQuery: { id: 'a' }, nameQuery: { name: 'b' } }] },
      { queries: [{ idQuery: {} }] },
      { queries: [{ nameQuery: { name: 'a', method: 99 } }] },
      { sortingColumn: 'A', sorting_column: 'B' },
    ]) {
      const answer = await call('POST', '/v2/organizations/_search', bad);
      expect([bad, answer.status, answer.body.code]).toEqual([bad, 400, 3]);
    }
    expect((await call('POST', '/admin/v1/orgs/_search', { queries: [{ defaultQuery: {} }] })).body.code).toBe(3);
  });

  it('pages through a thousand organizations, each once', async () => {
    await control('PUT', 'state', { populate: 1000 });
    const seen = new Set<string>();
    const names = new Set<string>();
    for (let offset = 0; offset < 1005; offset += 100) {
      const page = await find([], { query: { offset, limit: 100, asc: true } });
      expect(page.body.details.totalResult).toBe('1005');
      for (const { id, name } of page.body.result) {
        seen.add(id);
        names.add(name.toLowerCase());
      }
    }
    expect([seen.size, names.size]).toEqual([1005, 1005]);
    expect(idsOf(await find([]))).toHaveLength(100);
    const state = (await control('GET', 'state')) as Parameters<typeof zitadel.populate>[0];
    zitadel.populate(state, 10);
    expect(Object.keys(state.organizations)).toHaveLength(1015);
  });
});

describe('lookups', () => {
  it('knows whether a name or domain is free', async () => {
    const unique = async (query: string) => (await call('GET', `/admin/v1/orgs/_is_unique?${query}`)).body;
    expect(await unique('name=Free')).toEqual({ isUnique: true });
    expect(await unique('name=zitadel')).toEqual({});
    expect(await unique('domain=nordwind.example')).toEqual({});
    expect(await unique(`name=${encodeURIComponent('東京物流株式会社')}`)).toEqual({});
    expect((await call('GET', `/admin/v1/orgs/_is_unique?name=${'x'.repeat(201)}`)).body.code).toBe(3);
  });

  it('finds active organizations by their primary domain', async () => {
    const find = (domain: string) =>
      call('GET', `/management/v1/global/orgs/_by_domain?domain=${encodeURIComponent(domain)}`);
    expect((await find('nordwind-handels-gmbh.zitadel.sandbox.example')).body.org.id).toBe(showcase);
    expectError(await find('nordwind.example'), 404, 5, 'QUERY-iTTGJ');
    expectError(await find('東京物流株式会社.zitadel.sandbox.example'), 404, 5, 'QUERY-iTTGJ');
    expect((await find('')).body.code).toBe(3);
  });
});

describe('users', () => {
  const users = (queries: unknown[], more: object = {}) => call('POST', '/v2/users', { queries, ...more });
  const some = async (...queries: unknown[]) =>
    ((await users(queries, { query: { asc: true } })).body.result ?? []).map(({ userId }: { userId: string }) =>
      userId.slice(-2),
    );

  it('lists those of an organization', async () => {
    const { body } = await users([{ organizationIdQuery: { organizationId: showcase } }], { query: { limit: 4 } });
    expect(body.details).toEqual({ totalResult: '6', timestamp: expect.any(String) });
    expect(body.result).toHaveLength(4);
    expect(body.result.map(({ userId }: { userId: string }) => userId.slice(-2))).toEqual(['09', '08', '07', '06']);
    const v1 = await call('POST', '/management/v1/users/_search', {}, on(inactiveId));
    expect(v1.body.result).toEqual([
      expect.objectContaining({ id: '320000000000000010', userName: 'user10@example.com', state: 'USER_STATE_ACTIVE' }),
    ]);
    expect((await call('POST', '/management/v1/users/_search')).body.details.totalResult).toBe('2');
  });

  it('filters by every query', async () => {
    expect(await some({ inUserIdsQuery: { userIds: ['320000000000000004', '320000000000000009'] } })).toEqual([
      '04',
      '09',
    ]);
    expect(await some({ emailQuery: { emailAddress: 'user4@example.com' } })).toEqual(['04']);
    expect(
      await some({ emailQuery: { emailAddress: 'USER4', method: 'TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE' } }),
    ).toEqual(['04']);
    expect(await some({ inUserEmailsQuery: { userEmails: ['user5@example.com'] } })).toEqual(['05']);
    expect(await some({ stateQuery: { state: 'USER_STATE_LOCKED' } })).toEqual(['07']);
    expect(await some({ stateQuery: { state: 5 } })).toEqual(['06']);
    expect(await some({ typeQuery: { type: 'TYPE_MACHINE' } })).toEqual(['02', '09']);
    expect(await some({ userNameQuery: { userName: 'nordwind-erp' } })).toEqual(['09']);
    expect(await some({ loginNameQuery: { loginName: 'nordwind-erp' } })).toEqual(['09']);
    expect(await some({ firstNameQuery: { firstName: 'Мария' } })).toEqual(['06']);
    expect(await some({ lastNameQuery: { lastName: '🚀', method: 'TEXT_QUERY_METHOD_ENDS_WITH' } })).toEqual(['05']);
    expect(await some({ nickNameQuery: { nickName: 'Jürg' } })).toEqual(['04']);
    expect(await some({ displayNameQuery: { displayName: '山田 花子' } })).toEqual(['10']);
    expect(await some({ phoneQuery: { number: '+4179', method: 2 } })).toEqual(['03']);
    const machine = { typeQuery: { type: 'TYPE_MACHINE' } };
    const locked = { stateQuery: { state: 'USER_STATE_LOCKED' } };
    expect(await some({ orQuery: { queries: [machine, locked] } })).toEqual(['02', '07', '09']);
    expect(await some({ andQuery: { queries: [machine, locked] } })).toEqual([]);
    expect(
      await some({ notQuery: { query: machine } }, { not_query: { query: { orQuery: { queries: [locked] } } } }),
    ).toHaveLength(7);
  });

  it('sorts by a column', async () => {
    const sorted = await users([{ organizationIdQuery: { organizationId: showcase } }], {
      sortingColumn: 'USER_FIELD_NAME_FIRST_NAME',
      query: { asc: true },
    });
    const names = sorted.body.result.map(
      ({ human }: { human?: { profile: { givenName: string } } }) => human?.profile.givenName,
    );
    expect(names).toEqual(['Jürgen', 'Zoë', 'Åsa', 'Λεωνίδας', 'Мария', undefined]);
  });

  it('refuses what its messages do not allow', async () => {
    expectError(await users([], { query: { limit: 1001 } }), 400, 3, 'QUERY-4M0fs');
    expect((await users([{}])).body.code).toBe(3);
    expect((await users([{ organizationIdQuery: {} }])).body.code).toBe(3);
    expect((await users([{ notQuery: {} }])).body.code).toBe(3);
    expect(await users([{ inUserIdsQuery: {} }])).toMatchObject({ status: 500, body: { code: 2 } });
    let deep: object = { typeQuery: { type: 'TYPE_HUMAN' } };
    for (let level = 0; level < 21; level += 1) deep = { andQuery: { queries: [deep] } };
    expectError(await users([deep]), 400, 3, 'USER-zsQ97');
  });

  it('shows one user', async () => {
    const { status, body } = await call('GET', '/v2/users/320000000000000005');
    expect(status).toBe(200);
    const details = {
      sequence: '1',
      creationDate: '2025-05-01T07:00:00.005005Z',
      changeDate: '2025-05-01T07:00:00.005005Z',
      resourceOwner: showcase,
    };
    expect(body).toEqual({
      details,
      user: {
        userId: '320000000000000005',
        details,
        state: 'USER_STATE_ACTIVE',
        username: 'user5@example.com',
        loginNames: ['user5@example.com'],
        preferredLoginName: 'user5@example.com',
        human: {
          profile: {
            givenName: 'Zoë',
            familyName: 'O’Neil 🚀',
            nickName: '',
            displayName: 'Zoë O’Neil 🚀',
            preferredLanguage: 'en',
            gender: 'GENDER_DIVERSE',
          },
          email: { email: 'user5@example.com', isVerified: true },
          phone: {},
          passwordChanged: '2025-05-05T12:00:00Z',
        },
      },
    });
    expect((await call('GET', '/v2/users/320000000000000009')).body.user.machine).toEqual({
      name: 'nordwind-erp',
      accessTokenType: 'ACCESS_TOKEN_TYPE_JWT',
    });
    expectError(await call('GET', '/v2/users/nobody'), 404, 5, 'QUERY-Dfbg2');
  });
});

describe('the kit', () => {
  it('lets reads lag behind writes', async () => {
    await control('PUT', 'faults', { consistencyDelayMs: 60_000 });
    const { body } = await call('POST', '/v2/organizations', { name: 'Late' });
    expect(idsOf(await find([{ idQuery: { id: body.organizationId } }]))).toEqual([]);
    expectError(await call('GET', '/management/v1/orgs/me', undefined, on(body.organizationId)), 404, 5, 'QUERY-iTTGJ');
    expect((await call('POST', '/management/v1/metadata/a', { value: 'eA==' }, on(body.organizationId))).status).toBe(
      200,
    );
    expect(idsOf(await find([{ idQuery: { id: showcase } }]))).toEqual([showcase]);
    await control('DELETE', 'faults');
    expect(idsOf(await find([{ idQuery: { id: body.organizationId } }]))).toEqual([body.organizationId]);
  });

  it.each([400, 401, 403, 404, 405, 409, 418, 429, 500, 501, 502, 503, 504])(
    'fails with %i in the vendor’s form',
    async (status) => {
      await control('PUT', 'faults', { faults: [{ status, times: 1 }] });
      expect(await call('GET', '/management/v1/orgs/me')).toMatchObject({
        status,
        body: { code: expect.any(Number), message: expect.any(String), details: expect.any(Array) },
      });
    },
  );

  it('bends answers', async () => {
    await control('PUT', 'faults', { faults: [{ unknownEnum: true, otherOrganization: true }] });
    const one = (await call('GET', '/management/v1/orgs/me')).body.org;
    expect(one).toMatchObject({ id: '399999999999999999', state: 'ORG_STATE_FROZEN', name: 'Another organization' });
    expect(one.details.resourceOwner).toBe(one.id);
    expect(idsOf(await find([{ idQuery: { id: showcase } }]))).toEqual(['399999999999999999']);
    const [user] = (await call('POST', '/v2/users', {})).body.result;
    expect(user).toMatchObject({ state: 'USER_STATE_FROZEN', details: { resourceOwner: '399999999999999999' } });
    expect((await call('POST', '/management/v1/orgs', { name: 'Bent' })).body.id).toBe('399999999999999999');
    expect((await call('GET', '/v2/users/nobody')).body.details[0].id).toBe('QUERY-Dfbg2');
  });

  it('has a state of plain data', async () => {
    const state = zitadel.seed();
    expect(JSON.parse(JSON.stringify(state))).toEqual(structuredClone(state));
    expect(await control('GET', 'state')).toEqual(state);
  });
});
