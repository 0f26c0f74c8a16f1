import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox } from '../../src/sandbox/server.ts';
import softwareone from '../../src/sandbox/softwareone/emulator.ts';

type Json = Record<string, unknown>;
/** The members of answers that the tests look into by themselves; all else goes through matchers. */
interface Body {
  readonly $meta: { readonly omitted: readonly string[]; readonly pagination: { limit: number; total: number } };
  readonly data: readonly [Body, Body, Body, ...Body[]];
  readonly errors: readonly [{ readonly message: string; readonly properties: readonly string[] }];
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly icon: string;
  readonly revision: number;
  readonly groups: readonly [Body, ...Body[]];
  readonly eligibility: object;
  readonly externalIds: { readonly pyraTenantId?: string };
  readonly audit: {
    readonly created: { readonly by: { id: string } };
    readonly updated: { readonly by: { id: string } };
  };
  readonly invitation: { readonly url: string; readonly notes: string };
}
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

const server = createSandbox([softwareone]);
let origin = '';
const client = softwareone.showcase.organization;
const enabled = 'ACC-2000-0002';
const disabled = 'ACC-2000-0003';
const vendor = 'ACC-3000-0001';
const operator = 'ACC-1000-0001';
const authorization = 'Bearer idt:TKN-0000-0001:sandbox';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => control('PUT', 'state', {}));

async function control(method: string, resource: string, body: object): Promise<Json> {
  const answer = await fetch(`${origin}/_sandbox/softwareone/${resource}`, { method, body: JSON.stringify(body) });
  return (await answer.json()) as Json;
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const json = body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${origin}/softwareone/public/v1/accounts${path}`, {
    method,
    headers: { authorization, ...json, ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

const get = (path: string) => send('GET', path);
const post = (path: string, body?: unknown) => send('POST', path, body);
const put = (path: string, body?: unknown) => send('PUT', path, body);
const ids = ({ body }: Answer) => body.data.map(({ id }) => id);

describe('authentication', () => {
  it.each([{}, { authorization: 'Bearer other' }, { authorization: 'idt:TKN-0000-0001:sandbox' }])(
    'refuses %j',
    async (headers) => {
      const response = await fetch(`${origin}/softwareone/public/v1/accounts/accounts`, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        type: 'https://tools.ietf.org/html/rfc9110#section-15.5.2',
        title: 'Unauthorized',
        status: 401,
        traceId: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
      });
    },
  );
});

describe('reading accounts', () => {
  it('lists with metadata, without audit, groups and nulls', async () => {
    const { status, body } = await get('/accounts');
    expect(status).toBe(200);
    expect(body.$meta).toEqual({ pagination: { offset: 0, limit: 10, total: 5 }, omitted: ['groups', 'audit'] });
    expect(body.data.map(({ status }) => status)).toEqual(['Enabled', 'Active', 'Enabled', 'Disabled', 'Active']);
    const [, first, second] = body.data;
    expect(first).toMatchObject({ id: client, externalId: 'WW-1001111', name: 'Żółta Łódź Logistyka 🚢', revision: 1 });
    expect(first).not.toHaveProperty('audit');
    expect(first).not.toHaveProperty('$meta');
    expect(second).not.toHaveProperty('externalId');
    expect(second.externalIds).toEqual({});
    expect(JSON.stringify(body)).not.toContain('null');
  });

  it('takes the queries of the mobile app and of the Python client', async () => {
    const mobile = await get(
      '/accounts?select=-*,id,name,status,icon&eq(type,%22Client%22)&order=name&offset=0&limit=50',
    );
    expect(mobile.body.data).toHaveLength(3);
    expect(Object.keys(mobile.body.data[0])).toEqual(['id', 'name', 'status', 'icon']);
    const python = await get(
      `/accounts?limit=10&order=-revision,name&select=id,name,-audit&and(eq(id,'${client}'),eq(status,'Active'))`,
    );
    expect(ids(python)).toEqual([client]);
    expect(python.body.data[0]).toHaveProperty('address');
  });

  it('selects, filters and orders by audit only when it is selected', async () => {
    const { body } = await get('/accounts?select=+audit,+groups&order=-audit.created.at&limit=1');
    expect(body.$meta).not.toHaveProperty('omitted');
    expect(body.data[0].audit.created).toEqual({
      at: '2025-02-21T18:02:53.773Z',
      by: { id: 'USR-0000-0001', name: 'Orla Platform' },
      of: { id: operator, name: 'SoftwareOne Operations' },
    });
    expect(body.data[0].groups[0]).toMatchObject({ name: 'Administrators', isDefault: true });
    expect((await get('/accounts?order=-audit.created.at')).status).toBe(400);
    expect((await get('/accounts?gt(audit.created.at,"2025-01-01T00:00:00.000Z")')).status).toBe(400);
    expect((await get('/accounts?select=audit&audit.created.by=null()')).body.data).toHaveLength(1);
  });

  it('pages through a thousand accounts', async () => {
    await control('PUT', 'state', { populate: 1000 });
    const total = (await get('/accounts?limit=0')).body;
    expect(total).toMatchObject({ $meta: { pagination: { limit: 0, offset: 0, total: 1005 } }, data: [] });
    const seen = new Set<string>();
    for (let offset = 0; ; offset += 100) {
      const { body } = await get(`/accounts?limit=500&offset=${offset}&select=-*,id`);
      expect(body.$meta.pagination.limit).toBe(100);
      if (body.data.length === 0) break;
      for (const { id } of body.data) seen.add(id);
    }
    expect(seen.size).toBe(1005);
    expect((await get('/accounts?eq(type,"Client")&ilike(name,*00042)')).body.data).toHaveLength(1);
    expect((await get(`/accounts/${[...seen].at(-1)}/users`)).body.data).toHaveLength(1);
  });

  it('answers a bad filter in the documented shape', async () => {
    const { status, body, headers } = await get('/accounts?mistake(name,x)');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('problem+json');
    expect(body).toEqual({
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
      title: 'Bad Request',
      status: 400,
      detail: 'One or more validation errors occurred.',
      errors: { mistake: ['Unknown expression group.'] },
      traceId: expect.any(String),
    });
    expect((await get('/accounts?rql=eq(type,Client)')).status).toBe(400);
  });

  it('gets one account, projected', async () => {
    const { status, body } = await get(`/accounts/${client}`);
    expect(status).toBe(200);
    expect(body.$meta).toEqual({ omitted: ['groups', 'audit'] });
    expect(body.eligibility).toEqual({ client: true, partner: false });
    expect((await get(`/accounts/${client}?select=-*,id,audit.created.at`)).body).toMatchObject({
      id: client,
      audit: { created: { at: '2025-02-21T18:02:53.773Z' } },
    });
  });

  it.each(['ACC-0000-0000', 'INVALID-ID', 'constructor', '%E2%98%83'])('answers 404 for %s', async (id) => {
    const { status, body } = await get(`/accounts/${id}`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ title: 'Not Found', status: 404 });
    expect((await put(`/accounts/${id}`, { name: 'x' })).status).toBe(404);
    expect((await post(`/accounts/${id}/disable`)).status).toBe(404);
    expect((await get(`/accounts/${id}/icon`)).status).toBe(404);
  });

  it('redirects to the icon', async () => {
    const { status, headers } = await get(`/accounts/${client}/icon`);
    expect(status).toBe(307);
    expect(headers.get('location')).toContain(client);
  });

  it('lets the gateway answer for what does not exist', async () => {
    for (const [method, path] of [
      ['DELETE', `/accounts/${client}`],
      ['PATCH', `/accounts/${client}`],
      ['GET', '/nothing'],
    ] as const) {
      const { status, body } = await send(method, path);
      expect(status).toBe(404);
      expect(body).toEqual({ statusCode: 404, message: 'Resource not found' });
    }
  });
});

describe('creating accounts', () => {
  it('creates a client as Enabled, with the default group and without nulls', async () => {
    const { status, body } = await post('/accounts', {
      name: 'Новий клієнт 🌻',
      type: 'Client',
      status: 'Active',
      website: null,
      audit: {},
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Новий клієнт 🌻',
      type: 'Client',
      status: 'Enabled',
      revision: 1,
      address: {},
    });
    expect(body.id).toMatch(/^ACC-\d{4}-\d{4}$/);
    expect(body.icon).toBe(`/v1/accounts/accounts/${body.id}/icon`);
    expect(body).not.toHaveProperty('website');
    const stored = await get(`/accounts/${body.id}?select=groups,audit`);
    expect(stored.body.groups).toMatchObject([{ name: 'Administrators', isDefault: true }]);
    expect(stored.body.audit.created.by.id).toBe('TKN-0000-0001');
    expect((await get('/accounts?limit=0')).body.$meta.pagination.total).toBe(6);
  });

  it('makes a client with a customer number and every vendor Active', async () => {
    const { body } = await post('/accounts', { name: 'A', type: 'Client', externalId: 'WW-1', externalName: 'mine' });
    expect(body).toMatchObject({ status: 'Active', externalId: 'WW-1', externalName: 'A' });
    expect(body.externalIds.pyraTenantId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await post('/accounts', { name: 'A', type: 'Vendor' })).body.status).toBe('Active');
    // the customer number is not unique
    expect((await post('/accounts', { name: 'A', type: 'Client', externalId: 'WW-1' })).status).toBe(201);
  });

  it('takes multipart as the official client sends it', async () => {
    const form = new FormData();
    form.append('account', new Blob(['{"name":"Części 🧩","type":"Vendor"}'], { type: 'application/json' }));
    form.append('logo', new Blob(['png'], { type: 'image/png' }), 'logo.png');
    const created = await send('POST', '/accounts', form);
    expect(created.status).toBe(201);
    expect(created.body.name).toBe('Części 🧩');
    const change = new FormData();
    change.append('account', '{"name":"Nowe"}');
    expect((await send('PUT', `/accounts/${created.body.id}`, change)).body).toMatchObject({
      name: 'Nowe',
      revision: 2,
    });
    const empty = new FormData();
    empty.append('other', '{}');
    expect((await send('POST', '/accounts', empty)).body.errors).toHaveProperty('account');
  });

  it.each<[Json, string]>([
    [{ type: 'Client' }, 'name'],
    [{ name: '', type: 'Client' }, 'name'],
    [{ name: null, type: 'Client' }, 'name'],
    [{ name: 5, type: 'Client' }, 'name'],
    [{ name: '🦊'.repeat(501), type: 'Client' }, 'name'],
    [{ name: 'x' }, 'type'],
    [{ name: 'x', type: 'client' }, 'type'],
    [{ name: 'x', type: 'Client', externalId: 'x'.repeat(251) }, 'externalId'],
    [{ name: 'x', type: 'Client', serviceLevel: 'Essential' }, 'serviceLevel'],
    [{ name: 'x', type: 'Client', technicalSupportEmail: 'nobody' }, 'technicalSupportEmail'],
    [{ name: 'x', type: 'Client', description: 'x'.repeat(2001) }, 'description'],
    [{ name: 'x', type: 'Client', address: { country: 'POL' } }, 'address.country'],
    [{ name: 'x', type: 'Client', address: { street: 'x' } }, 'address.street'],
    [{ name: 'x', type: 'Client', address: [] }, 'address'],
    [{ name: 'x', type: 'Client', eligibility: { client: 'yes' } }, 'eligibility.client'],
    [{ name: 'x', type: 'Client', defaultLanguageCode: 'en_US' }, 'defaultLanguageCode'],
    [{ name: 'x', type: 'Client', displayName: 'x' }, 'displayName'],
    [{ name: 'x', type: 'Client', toString: 'x' }, 'toString'],
  ])('refuses %j', async (body, member) => {
    const answer = await post('/accounts', body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual([member]);
  });

  it('counts code points', async () => {
    expect((await post('/accounts', { name: '🦊'.repeat(500), type: 'Client' })).status).toBe(201);
  });

  it('refuses what breaks a rule, with a list of errors', async () => {
    const operations = await post('/accounts', { name: 'x', type: 'Operations' });
    expect(operations.status).toBe(400);
    expect(operations.body.errors).toEqual([{ message: expect.any(String), properties: ['type'] }]);
    const eligible = await post('/accounts', { name: 'x', type: 'Vendor', eligibility: { client: true } });
    expect(eligible.body.errors[0].properties).toEqual(['eligibility']);
  });

  it('refuses bodies that are no JSON object', async () => {
    const type = { 'content-type': 'application/json' };
    const raw = (body: string, headers: Record<string, string>) =>
      fetch(`${origin}/softwareone/public/v1/accounts/accounts`, {
        method: 'POST',
        headers: { authorization, ...headers },
        body,
      }).then(({ status }) => status);
    expect(await raw('{', type)).toBe(400);
    expect(await raw('[]', type)).toBe(400);
    expect(await raw('', type)).toBe(400);
    expect(await raw('{}', { 'content-type': 'text/plain' })).toBe(415);
  });
});

describe('updating accounts', () => {
  it('replaces: what the body leaves out, or gives as null, is unset', async () => {
    const { status, body } = await put(`/accounts/${client}`, {
      id: 'ACC-9999-9999',
      name: 'Nowa nazwa',
      type: 'Client',
      status: 'Disabled',
      externalId: 'WW-1001111',
      website: null,
      description: 'kept',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: client,
      name: 'Nowa nazwa',
      status: 'Active',
      externalId: 'WW-1001111',
      externalName: 'Żółta Łódź Logistyka 🚢',
      description: 'kept',
      address: {},
      revision: 2,
    });
    for (const name of ['website', 'serviceLevel', 'technicalSupportEmail', 'eligibility', 'defaultLanguageCode']) {
      expect(body).not.toHaveProperty(name);
    }
    const { audit } = (await get(`/accounts/${client}?select=audit`)).body;
    expect(audit.updated.by.id).toBe('TKN-0000-0001');
    expect(audit.created.by.id).toBe('USR-0000-0001');
  });

  it('sets and clears the external id', async () => {
    const set = await put(`/accounts/${enabled}`, { name: 'Sakura', externalId: 'WW-2' });
    expect(set.body).toMatchObject({ externalId: 'WW-2', externalName: 'Sakura', status: 'Enabled' });
    const cleared = await put(`/accounts/${enabled}`, { name: 'Sakura', externalId: null });
    expect(cleared.body).not.toHaveProperty('externalId');
    expect(cleared.body).not.toHaveProperty('externalName');
  });

  it('refuses an empty name, another type, and eligibility of a vendor, and changes nothing', async () => {
    expect((await put(`/accounts/${client}`, { name: '' })).status).toBe(400);
    expect((await put(`/accounts/${client}`, {})).status).toBe(400);
    expect((await put(`/accounts/${client}`, { name: 'x', type: 'Vendor' })).status).toBe(400);
    expect((await put(`/accounts/${vendor}`, { name: 'x', eligibility: {} })).status).toBe(400);
    expect((await get(`/accounts/${client}`)).body.revision).toBe(1);
  });

  it('validates without storing', async () => {
    const { status, body } = await post(`/accounts/${client}/validate`, { name: 'Trial' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: client, name: 'Trial' });
    expect((await get(`/accounts/${client}`)).body.name).not.toBe('Trial');
    expect((await post(`/accounts/${client}/validate`, { name: '' })).status).toBe(400);
    expect((await post(`/accounts/${vendor}/validate`, { eligibility: { client: true } })).status).toBe(400);
    expect((await post('/accounts/ACC-0000-0000/validate', { name: 'Trial' })).body.name).toBe('Trial');
  });
});

describe('the state machine', () => {
  const activation = { name: 'x', externalId: 'WW-9' };
  // [account, verb, body, resulting status or undefined when refused]
  it.each<[string, string, Json | undefined, string | undefined]>([
    [client, 'disable', undefined, 'Disabled'],
    [client, 'deactivate', undefined, 'Enabled'],
    [client, 'enable', undefined, undefined],
    [client, 'activate', activation, undefined],
    [enabled, 'activate', activation, 'Active'],
    [enabled, 'disable', undefined, 'Disabled'],
    [enabled, 'enable', undefined, undefined],
    [enabled, 'deactivate', undefined, undefined],
    [disabled, 'enable', undefined, 'Active'],
    [disabled, 'disable', undefined, undefined],
    [disabled, 'activate', activation, undefined],
    [disabled, 'deactivate', undefined, undefined],
    [vendor, 'disable', undefined, 'Disabled'],
    [vendor, 'activate', activation, undefined],
    [vendor, 'deactivate', undefined, undefined],
    [operator, 'disable', undefined, undefined],
    [operator, 'enable', undefined, undefined],
    [operator, 'activate', activation, undefined],
    [operator, 'deactivate', undefined, undefined],
  ])('%s %s %j -> %s', async (id, verb, body, expected) => {
    const before = (await get(`/accounts/${id}`)).body;
    const answer = await post(`/accounts/${id}/${verb}`, body);
    const after = (await get(`/accounts/${id}`)).body;
    if (expected === undefined) {
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].properties).toEqual(['status']);
      expect(after).toEqual(before);
    } else {
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id, status: expected, revision: before.revision + 1 });
      expect(after).toEqual(answer.body);
    }
  });

  it('returns to Enabled or Active by what is known of the account', async () => {
    await post(`/accounts/${enabled}/disable`);
    expect((await post(`/accounts/${enabled}/enable`)).body.status).toBe('Enabled');
    const made = (await post('/accounts', { name: 'V', type: 'Vendor' })).body.id;
    await post(`/accounts/${made}/disable`);
    expect((await post(`/accounts/${made}/enable`)).body.status).toBe('Active');
  });

  it('attaches and detaches the customer number', async () => {
    const active = await post(`/accounts/${enabled}/activate`, { name: 'さくら', externalId: 'WW-9' });
    expect(active.body).toMatchObject({ name: 'さくら', externalId: 'WW-9', externalName: 'さくら' });
    const detached = await post(`/accounts/${enabled}/deactivate`);
    expect(detached.body).not.toHaveProperty('externalId');
    expect(detached.body).not.toHaveProperty('externalName');
  });

  it('needs a body for activate', async () => {
    expect((await post(`/accounts/${enabled}/activate`)).status).toBe(415);
    for (const body of [{}, { name: 'x' }, { externalId: 'x' }, { name: 'x', externalId: '' }]) {
      const answer = await post(`/accounts/${enabled}/activate`, body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).not.toBeInstanceOf(Array);
    }
    const merged = await send('POST', `/accounts/${enabled}/activate`, activation, {
      'content-type': 'application/merge-patch+json; charset=utf-8',
    });
    expect(merged.status).toBe(200);
  });
});

describe.each(['/accounts', ''])('members under %s/{accountId}/users', (prefix) => {
  const users = `${prefix}/${client}/users`;
  const [administrators, readers] = [{ id: 'UGR-2000-0001' }, { id: 'UGR-9000-0001' }];
  const person = { email: 'Nowak@lodz.example', firstName: 'Ewa', lastName: 'Nowak 🦢' };

  it('lists and gets under the user id', async () => {
    const { body } = await get(users);
    expect(body.$meta).toEqual({ pagination: { offset: 0, limit: 10, total: 3 }, omitted: ['audit'] });
    expect(body.data.map(({ status }) => status)).toEqual(['Active', 'Invited', 'InvitationExpired']);
    expect(body.data[0]).toMatchObject({
      id: 'USR-2000-0001',
      user: { id: 'USR-2000-0001', email: 'jadwiga@lodz.example', name: 'Jadwiga Żuraw' },
      groups: [{ id: 'UGR-2000-0001', name: 'Administrators', isDefault: true }],
      account: { id: client, type: 'Client', status: 'Active' },
      invitation: { status: 'Active' },
    });
    expect(body.data[1].invitation.url).toContain('code=');
    expect(JSON.stringify(body)).not.toContain('null');
    expect(ids(await get(`${users}?eq(user.email,"tomek@lodz.example")`))).toEqual(['USR-2000-0002']);
    expect(ids(await get(`${users}?id="USR-2000-0003"&select=-name`))).toEqual(['USR-2000-0003']);
    expect(ids(await get(`${users}?order=-user.lastName&limit=1&offset=1`))).toHaveLength(1);
    expect((await get(`${users}/USR-2000-0001?select=audit`)).body).toMatchObject({
      user: { firstName: 'Jadwiga' },
      audit: { joined: { by: { id: 'USR-0000-0001' } } },
    });
    for (const path of [
      `${users}/USR-0000-0000`,
      `${prefix}/ACC-0000-0000/users`,
      `${prefix}/${enabled}/users/USR-2000-0001`,
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('invites a new person', async () => {
    const { status, body } = await post(users, {
      user: person,
      account: { id: client },
      groups: [readers],
      invitation: { status: 'Invited' },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'Invited', user: person, groups: [readers], modules: [{ name: 'Billing' }] });
    expect(body.id).toMatch(/^USR-\d{4}-\d{4}$/);
    expect((await get(`${users}/${body.id}`)).body).toEqual(body);
    const again = await post(users, { user: { ...person, email: 'NOWAK@lodz.example' }, groups: [readers] });
    expect(again.status).toBe(400);
    expect(again.body.errors[0].properties).toEqual(['user.email']);
  });

  it('invites with the flat body, and a known person into a further account', async () => {
    const { body } = await post(users, { ...person, groups: [administrators], notes: 'VIP' });
    expect(body.invitation.notes).toBe('VIP');
    const elsewhere = await post(`${prefix}/${enabled}/users`, {
      user: { email: person.email },
      groups: [{ id: 'UGR-2000-0002' }],
      invitation: { status: 'Active' },
    });
    expect(elsewhere.status).toBe(201);
    expect(elsewhere.body).toMatchObject({ id: body.id, status: 'Active', invitation: { status: 'Active' } });
  });

  it.each<[Json, string[]]>([
    [{ user: person }, ['groups']],
    [{ user: person, groups: [] }, ['groups']],
    [{ user: person, groups: ['UGR-2000-0001'] }, ['groups.id']],
    [{ user: { ...person, email: 'x' }, groups: [administrators] }, ['user.email']],
    [{ user: { email: 'new@x.example' }, groups: [administrators] }, ['user.firstName', 'user.lastName']],
    [{ user: person, groups: [administrators], role: 'x' }, ['role']],
    [{ user: { ...person, role: 'x' }, groups: [administrators] }, ['user.role']],
    [{ user: person, groups: [administrators], invitation: { status: 'Deleted' } }, ['invitation.status']],
  ])('refuses the malformed %j', async (body, members) => {
    const answer = await post(users, body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual(members);
  });

  it.each<[Json, string]>([
    [{ user: person, groups: [{ id: 'UGR-2000-0002' }] }, 'groups.id'],
    [{ user: person, groups: [administrators], account: { id: enabled } }, 'account.id'],
    [{ user: person, groups: [administrators], invitation: { status: 'Active' } }, 'invitation.status'],
    [{ user: { id: 'USR-0000-0000' }, groups: [administrators] }, 'user.id'],
  ])('refuses the wrong %j', async (body, property) => {
    const answer = await post(users, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].properties).toEqual([property]);
    expect((await get(`${users}?limit=0`)).body.$meta.pagination.total).toBe(3);
  });

  it('updates names and groups, not the identity or the state', async () => {
    const path = `${users}/USR-2000-0002`;
    const { status, body } = await put(path, {
      user: { email: 'tomek@lodz.example', firstName: 'Tomasz', lastName: 'Śliwa' },
      groups: [readers],
      invitation: { status: 'Active' },
      status: 'Active',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'Invited', user: { name: 'Tomasz Śliwa' }, groups: [readers], revision: 2 });
    expect((await put(path, { user: { email: 'other@lodz.example' }, groups: [readers] })).status).toBe(400);
    expect((await put(path, { user: { firstName: 'X' } })).status).toBe(400);
  });

  it('removes', async () => {
    const { status, body } = await send('DELETE', `${users}/USR-2000-0001`);
    expect([status, body]).toEqual([204, undefined]);
    expect((await get(`${users}/USR-2000-0001`)).status).toBe(404);
    expect((await send('DELETE', `${users}/USR-2000-0001`)).status).toBe(404);
    expect(ids(await get(users))).toEqual(['USR-2000-0002', 'USR-2000-0003']);
  });

  it('adds, replaces and removes groups, but never the last', async () => {
    const groups = `${users}/USR-2000-0001/groups`;
    const added = await post(groups, readers);
    expect(added.status).toBe(200);
    expect(added.body.groups.map(({ id }) => id)).toEqual([administrators.id, readers.id]);
    expect((await post(groups, readers)).body.revision).toBe(2);
    expect((await send('DELETE', `${groups}/${administrators.id}`)).status).toBe(204);
    expect((await send('DELETE', `${groups}/${administrators.id}`)).status).toBe(404);
    expect((await send('DELETE', `${groups}/${readers.id}`)).status).toBe(400);
    expect((await put(groups, [administrators])).body.groups).toMatchObject([administrators]);
    expect((await put(groups, [])).status).toBe(400);
    expect((await put(groups, administrators)).status).toBe(400);
    expect((await post(groups, { id: 'UGR-2000-0002' })).status).toBe(400);
  });

  it('renews invitations', async () => {
    const before = (await get(`${users}/USR-2000-0002`)).body.invitation.url;
    const resent = await post(`${users}/USR-2000-0002/resend-invite`);
    expect(resent.status).toBe(200);
    expect(resent.body.status).toBe('Invited');
    expect(resent.body.invitation.url).not.toBe(before);
    expect((await post(`${users}/USR-2000-0001/resend-invite`)).status).toBe(400);
    expect((await post(`${users}/USR-2000-0003/resend-invite`)).status).toBe(400);
    expect((await post(`${users}/USR-2000-0002/send-new-invite`)).status).toBe(400);
    expect((await post(`${users}/USR-2000-0003/send-new-invite`)).body.status).toBe('Invited');
    expect((await post(`${users}/USR-2000-0002/accept-invite`)).status).toBe(403);
    expect((await post(`${users}/USR-0000-0000/resend-invite`)).status).toBe(404);
  });
});

describe('faults', () => {
  it('fails in the words of the vendor, or of its gateway', async () => {
    for (const status of [400, 401, 403, 404, 409, 415, 500, 501, 504]) {
      expect(softwareone.failure(status)).toMatchObject({
        status,
        body: { status, type: expect.stringContaining('rfc9110') },
      });
    }
    await control('PUT', 'faults', { faults: [{ status: 503, times: 1 }] });
    const { status, body } = await get('/accounts');
    expect([status, body]).toEqual([503, { statusCode: 503, message: 'Service unavailable' }]);
  });

  it('bends answers', async () => {
    await control('PUT', 'faults', { faults: [{ unknownEnum: true, times: 1 }] });
    expect((await get(`/accounts/${client}`)).body).toMatchObject({ status: 'Quarantined', type: 'Syndicate' });
    await control('PUT', 'faults', { faults: [{ otherOrganization: true, times: 1 }] });
    expect((await get(`/accounts/${client}`)).body.id).toBe('ACC-0404-0404');
  });

  it('lets reads lag behind writes', async () => {
    await control('PUT', 'faults', { faults: [], consistencyDelayMs: 60_000 });
    expect((await post(`/accounts/${client}/disable`)).body.status).toBe('Disabled');
    expect((await get(`/accounts/${client}`)).body.status).toBe('Active');
    await control('DELETE', 'faults', {});
    expect((await get(`/accounts/${client}`)).body.status).toBe('Disabled');
  });
});
