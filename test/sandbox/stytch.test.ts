import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/server.ts';
import stytch, { sandboxCredentials } from '../../src/sandbox/stytch/emulator.ts';
import { seededSessions, showcaseOrganization } from '../../src/sandbox/stytch/seeds.ts';

type Json = Record<string, unknown>;
interface Answer {
  status: number;
  // The vendor's bodies are nested and checked field by field.
  body: Json & { organization: Json; member: Json; organizations: Json[]; members: Json[]; results_metadata: Json };
}

const sakura = 'organization-test-22222222-0000-4000-8000-222222222222';
const memberId = (digit: number) => `member-test-${String(digit).repeat(8)}-0000-4000-8000-${String(digit).repeat(12)}`;
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const authorization = basic(sandboxCredentials.projectId, sandboxCredentials.secret);

let server: Server;
let root: string;

beforeAll(async () => {
  server = createSandbox([stytch]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  await control('PUT', 'state', {});
  await control('DELETE', 'faults');
});

async function control(method: string, resource: string, body?: object): Promise<Json> {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return (await (await fetch(`${root}/_sandbox/stytch/${resource}`, init)).json()) as Json;
}

async function call(method: string, path: string, body?: unknown, headers: object = {}): Promise<Answer> {
  const response = await fetch(`${root}/stytch/v1/b2b/organizations${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function create(body: object): Promise<Json> {
  const answer = await call('POST', '', body);
  expect(answer).toMatchObject({ status: 200, body: { status_code: 200 } });
  return answer.body.organization;
}

const search = (body?: object) => call('POST', '/search', body);
const ids = (items: Json[], name = 'organization_id') => items.map((item) => item[name]);
const refused = (status: number, error_type: string) => ({ status, body: { status_code: status, error_type } });
const find = (filter_name: string, filter_value: unknown) => ({
  query: { operator: 'AND', operands: [{ filter_name, filter_value }] },
});

describe('credentials and routes', () => {
  test.each([
    [undefined],
    ['Bearer abc'],
    [basic(sandboxCredentials.projectId, 'secret-test-wrong')],
    [basic('project-live-00000000-0000-4000-8000-000000000000', sandboxCredentials.secret)],
  ])('%s is refused', async (given) => {
    const response = await fetch(`${root}/stytch/v1/b2b/organizations/acme-robotics`, {
      headers: given === undefined ? {} : { authorization: given },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      status_code: 401,
      request_id: expect.stringMatching(/^request-id-test-[0-9a-f-]{36}$/),
      error_type: 'unauthorized_credentials',
      error_message: 'Unauthorized credentials.',
      error_url: expect.stringContaining('#unauthorized_credentials'),
    });
  });

  test('an unknown path and a known path under another method', async () => {
    expect(await call('GET', '/a/b/c/d/e')).toMatchObject(refused(404, 'route_not_found'));
    expect(await call('GET', '')).toMatchObject(refused(405, 'method_not_allowed'));
  });

  test('a body that is no JSON object', async () => {
    for (const body of ['{', '[]', '"text"']) {
      expect(await call('POST', '', body)).toMatchObject(refused(400, 'bad_request'));
    }
  });
});

describe('creating an organization', () => {
  test('answers the full object with the defaults', async () => {
    const answer = await call('POST', '', { organization_name: 'Größe & Söhne 🚀', unknown_field: 1 });
    expect(answer.body).toMatchObject({ status_code: 200, request_id: expect.stringMatching(/^request-id-test-/) });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(answer.body.organization).toEqual({
      organization_id: expect.stringMatching(/^organization-test-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      organization_name: 'Größe & Söhne 🚀',
      organization_logo_url: '',
      organization_slug: 'gro-e-sohne',
      sso_jit_provisioning: 'ALL_ALLOWED',
      sso_jit_provisioning_allowed_connections: [],
      sso_active_connections: [],
      email_allowed_domains: [],
      email_jit_provisioning: 'NOT_ALLOWED',
      email_invites: 'ALL_ALLOWED',
      auth_methods: 'ALL_ALLOWED',
      allowed_auth_methods: [],
      mfa_policy: 'OPTIONAL',
      rbac_email_implicit_role_assignments: [],
      mfa_methods: 'ALL_ALLOWED',
      allowed_mfa_methods: [],
      oauth_tenant_jit_provisioning: 'NOT_ALLOWED',
      allowed_oauth_tenants: {},
      claimed_email_domains: [],
      first_party_connected_apps_allowed_type: 'ALL_ALLOWED',
      allowed_first_party_connected_apps: [],
      third_party_connected_apps_allowed_type: 'ALL_ALLOWED',
      allowed_third_party_connected_apps: [],
      custom_roles: [],
      trusted_metadata: {},
      created_at: time,
      updated_at: time,
      organization_external_id: null,
      sso_default_connection_id: null,
      scim_active_connection: null,
    });
  });

  test('keeps every field it takes', async () => {
    const sent = {
      organization_name: 'Full',
      organization_slug: 'Full_1.0~x-y',
      organization_logo_url: 'https://full.example/logo.svg',
      organization_external_id: 'crm|A_1.b-2',
      trusted_metadata: { plan: 'pro', deep: { list: [1, null] } },
      sso_jit_provisioning: 'NOT_ALLOWED',
      email_allowed_domains: ['full.example', 'münchen.example'],
      email_jit_provisioning: 'RESTRICTED',
      email_invites: 'RESTRICTED',
      auth_methods: 'RESTRICTED',
      allowed_auth_methods: ['sso', 'email_otp'],
      mfa_policy: 'REQUIRED_FOR_ALL',
      rbac_email_implicit_role_assignments: [{ domain: 'full.example', role_id: 'viewer' }],
      mfa_methods: 'RESTRICTED',
      allowed_mfa_methods: ['totp'],
      oauth_tenant_jit_provisioning: 'RESTRICTED',
      allowed_oauth_tenants: { slack: ['T1'], github: [] },
      claimed_email_domains: ['full.example'],
      first_party_connected_apps_allowed_type: 'RESTRICTED',
      allowed_first_party_connected_apps: ['app-1'],
      third_party_connected_apps_allowed_type: 'NOT_ALLOWED',
      allowed_third_party_connected_apps: ['app-2'],
    };
    const { organization_id } = await create(sent);
    expect((await call('GET', `/${organization_id}`)).body.organization).toMatchObject(sent);
  });

  test('closes email invites once any authentication setting is sent', async () => {
    expect(await create({ organization_name: 'Open', trusted_metadata: {} })).toMatchObject({
      email_invites: 'ALL_ALLOWED',
    });
    expect(await create({ organization_name: 'Shut', mfa_policy: 'OPTIONAL' })).toMatchObject({
      email_invites: 'NOT_ALLOWED',
    });
  });

  test('chooses a free slug', async () => {
    const first = await create({ organization_name: 'Same Name' });
    const second = await create({ organization_name: 'Same Name' });
    const third = await create({ organization_name: '日本語' });
    expect(first.organization_slug).toBe('same-name');
    expect(second.organization_slug).toMatch(/^same-name-[0-9a-f]{12}$/);
    expect(third.organization_slug).toMatch(/^organization-[0-9a-f]{12}$/);
  });

  test('counts characters, not code units', async () => {
    await create({ organization_name: '🌸'.repeat(128) });
    expect(await call('POST', '', { organization_name: '🌸'.repeat(129) })).toMatchObject(
      refused(400, 'invalid_organization_name'),
    );
  });

  const name = { organization_name: 'X' };
  test.each<[string, object]>([
    ['organization_name_missing', {}],
    ['organization_name_missing', { organization_name: null }],
    ['invalid_organization_name', { organization_name: '' }],
    ['bad_request', { organization_name: 7 }],
    ['organization_slug_already_used', { ...name, organization_slug: 'acme-robotics' }],
    ['invalid_organization_slug', { ...name, organization_slug: 'a' }],
    ['invalid_organization_slug', { ...name, organization_slug: '-._~' }],
    ['invalid_organization_slug', { ...name, organization_slug: 'größe' }],
    ['invalid_organization_slug', { ...name, organization_slug: 'a'.repeat(129) }],
    ['duplicate_organization_external_id', { ...name, organization_external_id: 'acme-001' }],
    ['bad_request', { ...name, organization_external_id: '' }],
    ['bad_request', { ...name, organization_external_id: 'a b' }],
    ['bad_request', { ...name, organization_external_id: 'a'.repeat(129) }],
    ['allowed_auth_methods_required_for_restricted', { ...name, auth_methods: 'RESTRICTED' }],
    ['allowed_mfa_methods_required_for_restricted', { ...name, mfa_methods: 'RESTRICTED' }],
    ['invalid_organization_allowed_auth_methods', { ...name, allowed_auth_methods: ['carrier_pigeon'] }],
    ['invalid_organization_allowed_mfa_methods', { ...name, allowed_mfa_methods: ['password'] }],
    ['invalid_organization_auth_method_settings', { ...name, auth_methods: 'NOT_ALLOWED' }],
    ['invalid_organization_mfa_factor_setting', { ...name, mfa_methods: 'NOT_ALLOWED' }],
    ['invalid_organization_mfa_policy', { ...name, mfa_policy: 'SOMETIMES' }],
    ['invalid_organization_auth_factor_setting', { ...name, email_invites: 'open' }],
    [
      'invalid_organization_auth_factor_setting_for_email_jit_provisioning',
      { ...name, email_jit_provisioning: 'ALL_ALLOWED' },
    ],
    [
      'invalid_organization_auth_factor_setting_for_oauth_tenant_jit_provisioning',
      { ...name, oauth_tenant_jit_provisioning: 'ALL_ALLOWED' },
    ],
    ['invalid_restricted_email_setting', { ...name, email_invites: 'RESTRICTED' }],
    ['invalid_restricted_sso_setting', { ...name, sso_jit_provisioning: 'RESTRICTED' }],
    ['invalid_restricted_oauth_tenants_setting', { ...name, oauth_tenant_jit_provisioning: 'RESTRICTED' }],
    ['invalid_oauth_allowed_tenants_format', { ...name, allowed_oauth_tenants: { gitlab: ['x'] } }],
    ['bad_request', { ...name, third_party_connected_apps_allowed_type: 'SOME' }],
    ['organization_settings_domain_too_common', { ...name, email_allowed_domains: ['gmail.com'] }],
    ['organization_settings_invalid_domain', { ...name, email_allowed_domains: ['nodots'] }],
    ['organization_settings_duplicate_domain', { ...name, email_allowed_domains: ['a.example', 'A.example'] }],
    ['organization_settings_claimed_domain_too_common', { ...name, claimed_email_domains: ['yahoo.co.uk'] }],
    ['rbac_invalid_domain', { ...name, rbac_email_implicit_role_assignments: [{ role_id: 'x' }] }],
    ['metadata_invalid_format', { ...name, trusted_metadata: [] }],
    ['metadata_too_large', { ...name, trusted_metadata: { text: 'x'.repeat(4096) } }],
    [
      'metadata_too_many_keys',
      { ...name, trusted_metadata: Object.fromEntries([...'abcdefghijklmnopqrstu'].map((key) => [key, 1])) },
    ],
  ])('%s', async (type, body) => {
    const before = await control('GET', 'state');
    expect(await call('POST', '', body)).toMatchObject(refused(400, type));
    expect(await control('GET', 'state')).toEqual(before);
  });
});

describe('one organization', () => {
  test('answers to its id, external id and slug, in that order', async () => {
    for (const reference of [sakura, 'crm%7C4711', 'sakura']) {
      expect((await call('GET', `/${reference}`)).body.organization).toMatchObject({
        organization_id: sakura,
        organization_name: '株式会社さくら 🌸',
      });
    }
    const bySlug = await create({ organization_name: 'By slug', organization_slug: 'twin' });
    expect((await call('GET', '/twin')).body.organization.organization_id).toBe(bySlug.organization_id);
    const byExternalId = await create({ organization_name: 'By external id', organization_external_id: 'twin' });
    expect((await call('GET', '/twin')).body.organization.organization_id).toBe(byExternalId.organization_id);
  });

  test.each([
    [404, 'organization_not_found', 'organization-test-99999999-0000-4000-8000-999999999999'],
    [404, 'organization_not_found', 'no-such-slug'],
    [404, 'organization_not_found', '__proto__'],
    [404, 'organization_not_found', 'constructor'],
    [400, 'invalid_organization_id', 'organization-test-123'],
    [400, 'invalid_organization_id', '%F0%9F%8C%B8'],
  ])('%i %s for %s', async (status, type, reference) => {
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['GET', '/metrics'],
      ['GET', '/connected_apps'],
      ['DELETE', '/external_id'],
      ['POST', '/members'],
      ['GET', '/member?member_id=x'],
    ] as const) {
      expect(await call(method, `/${reference}${path}`)).toMatchObject(refused(status, type));
    }
  });

  test('an update changes what it sends and nothing else', async () => {
    const before = (await call('GET', '/sakura')).body.organization;
    const changes = {
      organization_name: 'さくらホールディングス',
      organization_slug: 'sakura-hd',
      mfa_policy: 'OPTIONAL',
    };
    const { body } = await call('PUT', '/sakura', {
      ...changes,
      organization_logo_url: null,
      organization_external_id: null,
    });
    expect(body.organization).toEqual({ ...before, ...changes, updated_at: expect.any(String) });
    expect(body.organization.updated_at).not.toBe(before.updated_at);
    expect(await call('GET', '/sakura')).toMatchObject(refused(404, 'organization_not_found'));
    expect((await call('GET', '/sakura-hd')).body.organization).toEqual(body.organization);
  });

  test('metadata merges at the top level', async () => {
    await call('PUT', '/acme-robotics', { trusted_metadata: { seats: { used: 1 }, note: '🌸' } });
    const { body } = await call('PUT', '/acme-robotics', { trusted_metadata: { seats: { free: 2 }, plan: null } });
    expect(body.organization.trusted_metadata).toEqual({ seats: { free: 2 }, note: '🌸' });
  });

  test('keeps its own slug and external id, but takes no one else’s', async () => {
    const own = { organization_slug: 'acme-robotics', organization_external_id: 'acme-001' };
    expect(await call('PUT', '/acme-robotics', own)).toMatchObject({ status: 200 });
    expect(await call('PUT', '/acme-robotics', { organization_slug: 'sakura' })).toMatchObject(
      refused(400, 'organization_slug_already_used'),
    );
    expect(await call('PUT', '/acme-robotics', { organization_external_id: 'crm|4711' })).toMatchObject(
      refused(400, 'duplicate_organization_external_id'),
    );
    expect(await call('PUT', '/sakura', { allowed_auth_methods: [] })).toMatchObject(
      refused(400, 'allowed_auth_methods_required_for_restricted'),
    );
  });

  test('SSO settings name active connections', async () => {
    expect(await call('PUT', '/sakura', { sso_default_connection_id: 'saml-connection-test-1' })).toMatchObject(
      refused(400, 'invalid_sso_default_connection_id'),
    );
    expect(await call('PUT', '/sakura', { sso_jit_provisioning_allowed_connections: ['x'] })).toMatchObject(
      refused(404, 'sso_connection_not_found'),
    );
    const { body } = await call('PUT', '/sakura', { sso_default_connection_id: '' });
    expect(body.organization.sso_default_connection_id).toBeNull();
  });

  test.each([[{}], [undefined]])('is deleted with its members (body %j)', async (body) => {
    const answer = await call('DELETE', '/acme-001', body);
    expect(answer).toEqual({
      status: 200,
      body: { request_id: expect.any(String), organization_id: showcaseOrganization, status_code: 200 },
    });
    expect(await call('GET', `/${showcaseOrganization}`)).toMatchObject(refused(404, 'organization_not_found'));
    expect(await call('GET', `/members/dangerously_get/${memberId(1)}?include_deleted=true`)).toMatchObject(
      refused(404, 'member_not_found'),
    );
    await create({
      organization_name: 'Heir',
      organization_slug: 'acme-robotics',
      organization_external_id: 'acme-001',
    });
  });

  test.each([[{}], [undefined]])('loses its external id (body %j)', async (body) => {
    const answer = await call('DELETE', '/acme-001/external_id', body);
    expect(answer.body.organization).toMatchObject({
      organization_id: showcaseOrganization,
      organization_external_id: null,
    });
    expect(await call('GET', '/acme-001')).toMatchObject(refused(404, 'organization_not_found'));
    expect(await call('DELETE', '/acme-robotics/external_id', body)).toMatchObject({ status: 200 });
  });

  test('metrics count the members that are not deleted; no Connected App is installed', async () => {
    expect((await call('GET', '/acme-robotics/metrics')).body).toEqual({
      request_id: expect.any(String),
      member_count: 3,
      status_code: 200,
    });
    expect((await call('GET', '/acme-robotics/connected_apps')).body.connected_apps).toEqual([]);
    expect(await call('GET', '/acme-robotics/connected_apps/app-1')).toMatchObject(
      refused(404, 'connected_app_not_found'),
    );
  });
});

describe('searching organizations', () => {
  test('answers everything without a query, in the order of creation', async () => {
    for (const body of [undefined, {}, { query: { operator: 'AND' } }, { query: { operator: 'or', operands: [] } }]) {
      const answer = await search(body);
      expect(ids(answer.body.organizations, 'organization_slug')).toEqual([
        'acme-robotics',
        'sakura',
        'zorya.bakery',
        'nour-lab',
      ]);
      expect(answer.body.results_metadata).toEqual({ total: 4, next_cursor: null });
    }
  });

  test.each<[string, unknown, string[]]>([
    ['organization_ids', [sakura, 'acme-001'], ['sakura']],
    ['organization_slugs', ['sakura', 'nour-lab', 'none'], ['sakura', 'nour-lab']],
    ['organization_slug_fuzzy', 'BAKE', ['zorya.bakery']],
    ['organization_name_fuzzy', 'пекарня', ['zorya.bakery']],
    ['organization_name_fuzzy', 'くら 🌸', ['sakura']],
    ['member_emails', ['ADA@acme.example'], ['acme-robotics']],
    ['member_emails', ['gone@acme.example'], []],
    ['member_email_fuzzy', 'yuki', ['sakura']],
    ['allowed_domains', ['sakura.example'], ['sakura']],
    ['allowed_domain_fuzzy', 'kura.ex', ['sakura']],
    ['claimed_email_domains', ['sakura.example'], ['sakura']],
    ['has_active_sso_connection', true, ['sakura']],
    ['has_active_sso_connection', false, ['acme-robotics', 'zorya.bakery', 'nour-lab']],
    ['sso_connection_id', 'saml-connection-test-22222222-0000-4000-8000-222222222222', ['sakura']],
  ])('%s %j', async (name, value, slugs) => {
    const { body } = await search(find(name, value));
    expect(ids(body.organizations, 'organization_slug')).toEqual(slugs);
    expect(body.results_metadata.total).toBe(slugs.length);
  });

  test('combines operands', async () => {
    const operands = [
      { filter_name: 'organization_name_fuzzy', filter_value: 'acme' },
      { filter_name: 'has_active_sso_connection', filter_value: true },
    ];
    expect((await search({ query: { operator: 'and', operands } })).body.organizations).toEqual([]);
    const either = await search({ query: { operator: 'OR', operands } });
    expect(ids(either.body.organizations, 'organization_slug')).toEqual(['acme-robotics', 'sakura']);
  });

  test.each<[string, object]>([
    ['organization_search_expected_array_of_strings', find('organization_ids', 'one')],
    ['organization_search_expected_array_of_strings', find('organization_slugs', [1])],
    ['organization_search_expected_string', find('sso_connection_id', ['x'])],
    ['organization_search_expected_boolean', find('has_active_sso_connection', 'true')],
    ['organization_search_filter_name_not_recognized', find('organization_external_ids', ['x'])],
    ['organization_search_filter_name_not_recognized', find('toString', ['x'])],
    ['organization_search_filter_name_must_be_string', { query: { operator: 'AND', operands: [{ filter_name: 1 }] } }],
    ['organization_search_missing_filter_name', { query: { operator: 'AND', operands: [{ filter_value: 'x' }] } }],
    [
      'organization_search_missing_filter_value',
      { query: { operator: 'AND', operands: [{ filter_name: 'member_emails' }] } },
    ],
    ['organization_search_member_email_fuzzy_too_short', find('member_email_fuzzy', 'ab')],
    ['organization_search_organization_name_fuzzy_too_short', find('organization_name_fuzzy', '🌸🌸')],
    ['organization_search_organization_slug_fuzzy_too_short', find('organization_slug_fuzzy', '')],
    ['organization_search_allowed_domain_fuzzy_too_short', find('allowed_domain_fuzzy', 'a.')],
    ['invalid_email', find('member_emails', ['nobody'])],
    ['user_search_invalid_operator', { query: { operator: 'XOR', operands: [] } }],
    ['user_search_invalid_operator', { query: {} }],
    ['user_search_invalid_cursor', { cursor: 'not-a-cursor' }],
    ['user_search_invalid_limit', { limit: 1001 }],
    ['user_search_invalid_limit', { limit: -1 }],
    ['bad_request', { limit: 'all' }],
    ['bad_request', { query: [] }],
  ])('%s', async (type, body) => {
    expect(await search(body)).toMatchObject(refused(400, type));
  });

  test('pages through thousands without gaps or repeats, whatever is deleted meanwhile', async () => {
    await control('PUT', 'state', { populate: 2500 });
    expect((await search({})).body.organizations).toHaveLength(100);
    expect((await search({ limit: 0 })).body.organizations).toHaveLength(100);
    expect((await search({ limit: 1000 })).body.organizations).toHaveLength(1000);
    const seen: unknown[] = [];
    let cursor: unknown;
    do {
      const { body } = await search({ limit: 300, ...(cursor === undefined ? {} : { cursor }) });
      expect(body.results_metadata.total).toBe(2504 - Math.ceil(seen.length / 300));
      seen.push(...ids(body.organizations));
      cursor = body.results_metadata.next_cursor;
      await call('DELETE', `/${seen.at(-1)}`);
    } while (cursor !== null);
    expect(seen).toHaveLength(2504);
    expect(new Set(seen).size).toBe(2504);
  });

  test('totals are -1 where the workspace has them switched off', async () => {
    await control('PUT', 'state', { ...(await control('GET', 'state')), search_totals_disabled: true });
    expect((await search({})).body.results_metadata).toEqual({ total: -1, next_cursor: null });
  });
});

describe('members', () => {
  const acme = '/acme-robotics';

  test('a new member answers the full object with the defaults', async () => {
    const { status, body } = await call('POST', `${acme}/members`, { email_address: 'new@acme.example' });
    expect(status).toBe(200);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(body).toMatchObject({
      status_code: 200,
      member_id: expect.stringMatching(/^member-test-[0-9a-f-]{36}$/),
      organization: { organization_id: showcaseOrganization },
    });
    expect(body.member).toEqual({
      organization_id: showcaseOrganization,
      member_id: body.member_id,
      email_address: 'new@acme.example',
      status: 'active',
      name: '',
      sso_registrations: [],
      is_breakglass: false,
      member_password_id: '',
      oauth_registrations: [],
      email_address_verified: false,
      mfa_phone_number_verified: false,
      is_admin: false,
      totp_registration_id: '',
      retired_email_addresses: [],
      is_locked: false,
      mfa_enrolled: false,
      mfa_phone_number: '',
      default_mfa_method: '',
      roles: [{ role_id: 'stytch_member', sources: [{ type: 'direct_assignment', details: {} }] }],
      trusted_metadata: {},
      untrusted_metadata: {},
      created_at: time,
      updated_at: time,
      scim_registration: null,
      external_id: null,
      lock_created_at: null,
      lock_expires_at: null,
    });
  });

  test('a new member keeps what it is given', async () => {
    const { body } = await call('POST', '/sakura/members', {
      email_address: 'hana@sakura.example',
      name: '花子 🌸',
      external_id: 'hr|7',
      is_breakglass: true,
      mfa_enrolled: true,
      mfa_phone_number: '+81312345678',
      trusted_metadata: { level: 1 },
      untrusted_metadata: { theme: 'dark', gone: null },
      roles: ['stytch_admin', 'viewer', 'stytch_admin'],
    });
    expect(body.member).toMatchObject({
      name: '花子 🌸',
      external_id: 'hr|7',
      is_breakglass: true,
      is_admin: true,
      mfa_enrolled: true,
      mfa_phone_number: '+81312345678',
      default_mfa_method: 'sms_otp',
      trusted_metadata: { level: 1 },
      untrusted_metadata: { theme: 'dark' },
    });
    expect(body.member.roles).toEqual([
      { role_id: 'stytch_member', sources: [{ type: 'direct_assignment', details: {} }] },
      { role_id: 'stytch_admin', sources: [{ type: 'direct_assignment', details: {} }] },
      {
        role_id: 'viewer',
        sources: [
          { type: 'direct_assignment', details: {} },
          { type: 'email_assignment', details: { email_domain: 'sakura.example' } },
        ],
      },
    ]);
    const pending = { email_address: 'later@acme.example', create_member_as_pending: true };
    expect((await call('POST', `${acme}/members`, pending)).body.member.status).toBe('pending');
  });

  const email = { email_address: 'x@acme.example' };
  test.each<[string, object]>([
    ['invalid_email', {}],
    ['invalid_email', { email_address: 'nobody' }],
    ['duplicate_member_email', { email_address: 'ADA@acme.example' }],
    ['action_not_allowed_email_domain_is_claimed', { email_address: 'x@sakura.example' }],
    ['duplicate_member_external_id', { ...email, external_id: 'staff|1' }],
    ['bad_request', { ...email, external_id: 'a/b' }],
    ['invalid_phone_number', { ...email, mfa_phone_number: '0123' }],
    [
      'action_available_only_for_active_members',
      { ...email, create_member_as_pending: true, mfa_phone_number: '+12025550100' },
    ],
    ['cannot_assign_default_rbac_role_id', { ...email, roles: ['stytch_member'] }],
    ['bad_request', { ...email, is_breakglass: 'yes' }],
    ['metadata_invalid_format', { ...email, untrusted_metadata: 'x' }],
  ])('%s', async (type, body) => {
    const before = await control('GET', 'state');
    expect(await call('POST', `${acme}/members`, body)).toMatchObject(refused(400, type));
    expect(await control('GET', 'state')).toEqual(before);
  });

  test('a member is found by id, external id and email address', async () => {
    for (const query of [`member_id=${memberId(1)}`, 'member_id=staff%7C1', 'email_address=Ada%40acme.example']) {
      const { body } = await call('GET', `${acme}/member?${query}`);
      expect(body).toMatchObject({
        member_id: memberId(1),
        member: { name: 'Ada Lovelace', is_admin: true },
        organization: { organization_id: showcaseOrganization },
      });
    }
    expect((await call('GET', `${acme}/member?email_address=bj%C3%B6rn@acme.example`)).body.member_id).toBe(
      memberId(2),
    );
    expect(await call('GET', `${acme}/member`)).toMatchObject(refused(400, 'invalid_member_get_fields'));
    for (const query of [`member_id=${memberId(4)}`, `member_id=${memberId(5)}`, 'email_address=nobody@acme.example']) {
      expect(await call('GET', `${acme}/member?${query}`)).toMatchObject(refused(404, 'member_not_found'));
    }
  });

  test('a member is found without its organization', async () => {
    expect((await call('GET', `/members/dangerously_get/${memberId(5)}`)).body.organization.organization_id).toBe(
      sakura,
    );
    expect(await call('GET', `/members/dangerously_get/${memberId(4)}`)).toMatchObject(
      refused(404, 'member_not_found'),
    );
    const deleted = await call('GET', `/members/dangerously_get/${memberId(4)}?include_deleted=true`);
    expect(deleted.body.member.status).toBe('deleted');
  });

  test('an update replaces the assigned roles and retires the old address', async () => {
    const path = `${acme}/members/staff%7C1`;
    const { body } = await call('PUT', path, {
      name: 'Ada',
      roles: ['editor'],
      email_address: 'lady.ada@acme.example',
    });
    expect(body.member).toMatchObject({
      name: 'Ada',
      is_admin: false,
      email_address: 'lady.ada@acme.example',
      email_address_verified: false,
      member_password_id: '',
      retired_email_addresses: [{ email_id: expect.stringMatching(/^email-test-/), email_address: 'ada@acme.example' }],
    });
    expect(await call('POST', `${acme}/members`, { email_address: 'ada@acme.example' })).toMatchObject(
      refused(400, 'retired_member_email'),
    );
    const unlink = `${path}/unlink_retired_email`;
    expect(await call('POST', unlink, {})).toMatchObject(refused(400, 'retired_email_missing_email_identifiers'));
    expect(await call('POST', unlink, { email_id: 'email-test-x' })).toMatchObject(refused(404, 'email_not_found'));
    const unlinked = await call('POST', unlink, { email_address: 'ada@acme.example' });
    expect(unlinked.body.member.retired_email_addresses).toEqual([]);
    const back = await call('PUT', path, { email_address: 'ada@acme.example', unlink_email: true });
    expect(back.body.member.retired_email_addresses).toEqual([]);
    expect(await call('PUT', path, { email_address: 'björn@acme.example' })).toMatchObject(
      refused(400, 'duplicate_member_email'),
    );
    const start = await call('POST', `${path}/start_email_update`, { email_address: 'later@acme.example' });
    expect(start.body.member.email_address).toBe('ada@acme.example');
  });

  test('factors are set once and taken away', async () => {
    const path = `${acme}/members/${memberId(1)}`;
    expect(await call('PUT', path, { mfa_phone_number: '+12025550111' })).toMatchObject(
      refused(400, 'duplicate_member_phone_number_for_member'),
    );
    expect(await call('PUT', path, { default_mfa_method: 'pigeon' })).toMatchObject(
      refused(400, 'invalid_mfa_default_method'),
    );
    const phone = `${acme}/members/mfa_phone_numbers/${memberId(1)}`;
    expect((await call('DELETE', phone, {})).body.member).toMatchObject({
      mfa_phone_number: '',
      default_mfa_method: 'totp',
    });
    expect(await call('DELETE', phone)).toMatchObject(refused(404, 'member_phone_number_not_found'));
    expect(await call('PUT', path, { default_mfa_method: 'sms_otp' })).toMatchObject(
      refused(400, 'default_mfa_member_missing_factor'),
    );
    expect((await call('DELETE', `${path}/totp`, {})).body.member).toMatchObject({
      totp_registration_id: '',
      default_mfa_method: '',
    });
    expect(await call('DELETE', `${path}/totp`)).toMatchObject(refused(404, 'totp_not_found'));
    const password = `${acme}/members/passwords/member-password-test-11111111-0000-4000-8000-111111111111`;
    expect((await call('DELETE', password, {})).body.member.member_password_id).toBe('');
    expect(await call('DELETE', password)).toMatchObject(refused(404, 'member_password_not_found'));
  });

  test.each([[{}], [undefined]])('deletion is soft and can be undone (body %j)', async (body) => {
    const path = `${acme}/members/${memberId(1)}`;
    expect((await call('DELETE', `${acme}/members/staff%7C1`, body)).body).toEqual({
      request_id: expect.any(String),
      member_id: memberId(1),
      status_code: 200,
    });
    expect(await call('GET', `${acme}/member?member_id=${memberId(1)}`)).toMatchObject(
      refused(404, 'member_not_found'),
    );
    expect(await call('DELETE', path, body)).toMatchObject(refused(404, 'member_not_found'));
    expect(await call('PUT', `${acme}/members/staff%7C1/reactivate`, body)).toMatchObject(
      refused(404, 'member_not_found'),
    );
    const { body: back } = await call('PUT', `${path}/reactivate`, body);
    expect(back.member).toMatchObject({ status: 'active', name: 'Ada Lovelace', external_id: null });
    expect(await call('PUT', `${path}/reactivate`, body)).toMatchObject(
      refused(400, 'no_deleted_member_found_for_reactivation'),
    );
  });

  test('reactivation needs a verified and free address', async () => {
    expect(await call('PUT', `/zorya.bakery/members/${memberId(8)}/reactivate`, {})).toMatchObject(
      refused(400, 'email_unverified_for_reactivation'),
    );
    await call('POST', `${acme}/members`, { email_address: 'gone@acme.example' });
    expect(await call('PUT', `${acme}/members/${memberId(4)}/reactivate`, {})).toMatchObject(
      refused(400, 'reactivation_email_belongs_to_another_member'),
    );
  });

  test('an external id is unique within its organization and can be removed', async () => {
    const path = `${acme}/members/${memberId(2)}`;
    expect(await call('PUT', path, { external_id: 'staff|1' })).toMatchObject(
      refused(400, 'duplicate_member_external_id'),
    );
    expect(await call('PUT', `/sakura/members/${memberId(5)}`, { external_id: 'staff|1' })).toMatchObject({
      status: 200,
    });
    expect((await call('DELETE', `${acme}/members/staff%7C1/external_id`, {})).body.member.external_id).toBeNull();
    expect((await call('PUT', path, { external_id: 'staff|1' })).body.member.external_id).toBe('staff|1');
  });

  test('no Connected App is granted', async () => {
    expect((await call('GET', `${acme}/members/staff%7C1/connected_apps`)).body.connected_apps).toEqual([]);
    expect(await call('POST', `${acme}/members/staff%7C1/connected_apps/app-1/revoke`, {})).toMatchObject(
      refused(404, 'connected_app_not_found'),
    );
  });
});

describe('searching members', () => {
  const among = (body: object) =>
    call('POST', '/members/search', { organization_ids: ['acme-001', 'sakura'], ...body });

  test('answers the members that are not deleted with their organizations', async () => {
    const { body } = await among({});
    expect(ids(body.members, 'member_id')).toEqual([1, 2, 3, 5, 6].map(memberId));
    expect(Object.keys(body.organizations)).toEqual([showcaseOrganization, sakura]);
    expect(body.results_metadata).toEqual({ total: 5, next_cursor: null });
    const only = await among(find('member_emails', ['yuki@sakura.example']));
    expect(Object.keys(only.body.organizations)).toEqual([sakura]);
  });

  test.each<[string, unknown, number[]]>([
    ['member_ids', [memberId(2), memberId(9)], [2]],
    ['member_ids', ['staff|1'], [1]],
    ['member_emails', ['YUKI@sakura.example'], [5]],
    ['statuses', ['pending', 'invited'], [3, 6]],
    ['statuses', ['active', 'deleted'], [1, 2, 4, 5]],
    ['member_phone_numbers', ['+12025550123'], [1]],
    ['member_email_fuzzy', 'NEW', [3]],
    ['member_phone_number_fuzzy', '5550', [1]],
    ['member_is_breakglass', true, [6]],
  ])('%s %j', async (name, value, digits) => {
    expect(ids((await among(find(name, value))).body.members, 'member_id')).toEqual(digits.map(memberId));
  });

  test('pages across organizations', async () => {
    const first = await among({ limit: 3 });
    expect(first.body.results_metadata).toEqual({ total: 5, next_cursor: expect.any(String) });
    const second = await among({ limit: 3, cursor: first.body.results_metadata.next_cursor });
    expect(ids(second.body.members, 'member_id')).toEqual([5, 6].map(memberId));
    expect(second.body.results_metadata.next_cursor).toBeNull();
  });

  test.each<[number, string, object]>([
    [400, 'member_search_organization_ids_empty', { organization_ids: [] }],
    [404, 'organization_not_found', { organization_ids: ['nobody'] }],
    [400, 'member_search_filter_name_not_recognized', find('status', 'active')],
    [400, 'member_search_expected_boolean', find('member_is_breakglass', 1)],
    [400, 'member_search_expected_array_of_strings', find('statuses', 'active')],
    [400, 'search_invalid_status_filter', find('statuses', ['asleep'])],
    [400, 'member_search_member_email_fuzzy_too_short', find('member_email_fuzzy', 'ab')],
    [400, 'member_search_cannot_mix_internal_and_external_member_ids', find('member_ids', [memberId(1), 'staff|1'])],
  ])('%i %s', async (status, type, body) => {
    expect(await among(body)).toMatchObject(refused(status, type));
  });
});

describe('member sessions', () => {
  const as = (session: keyof typeof seededSessions) => ({
    'x-stytch-member-session': seededSessions[session].session_token,
  });
  const acme = '/acme-robotics';
  const change = { organization_name: 'New name' };

  test('an administrator may change its own organization, and no other', async () => {
    expect(await call('PUT', acme, change, as('administrator'))).toMatchObject({ status: 200 });
    const jwt = { 'x-stytch-member-sessionjwt': seededSessions.administrator.session_jwt };
    expect(await call('PUT', acme, change, jwt)).toMatchObject({ status: 200 });
    expect(await call('PUT', acme, change, as('otherAdministrator'))).toMatchObject(
      refused(403, 'session_authorization_tenancy_error'),
    );
    const metadata = { trusted_metadata: { plan: 'free' } };
    expect(await call('PUT', acme, metadata, as('administrator'))).toMatchObject(
      refused(400, 'cannot_update_trusted_metadata'),
    );
  });

  test('a plain member may change only what is its own', async () => {
    const session = as('plainMember');
    for (const [method, path] of [
      ['PUT', ''],
      ['DELETE', ''],
      ['DELETE', '/external_id'],
      ['GET', '/connected_apps'],
      ['POST', '/members'],
      ['PUT', `/members/${memberId(1)}`],
      ['DELETE', `/members/${memberId(2)}`],
      ['PUT', `/members/${memberId(4)}/reactivate`],
    ] as const) {
      const body = method === 'GET' ? undefined : {};
      expect(await call(method, `${acme}${path}`, body, session)).toMatchObject(
        refused(403, 'session_authorization_error'),
      );
    }
    const self = `${acme}/members/${memberId(2)}`;
    expect(await call('PUT', self, { name: 'Me' }, session)).toMatchObject({ status: 200 });
    expect(await call('PUT', self, { name: 'Me', roles: ['stytch_admin'] }, session)).toMatchObject(
      refused(403, 'session_authorization_error'),
    );
    const own = { email_address: 'other@acme.example' };
    expect(await call('PUT', `${acme}/members/${memberId(1)}`, own, as('administrator'))).toMatchObject(
      refused(400, 'member_cannot_update_their_email_address'),
    );
  });

  test('searching members takes an administrator of every organization searched', async () => {
    const one = { organization_ids: ['acme-001'] };
    expect(await call('POST', '/members/search', one, as('administrator'))).toMatchObject({ status: 200 });
    expect(await call('POST', '/members/search', one, as('plainMember'))).toMatchObject(
      refused(403, 'session_authorization_error'),
    );
    const two = { organization_ids: ['acme-001', 'sakura'] };
    expect(await call('POST', '/members/search', two, as('administrator'))).toMatchObject(
      refused(403, 'session_authorization_tenancy_error'),
    );
  });

  test('operations without RBAC ignore the headers', async () => {
    const unknown = { 'x-stytch-member-session': 'nonsense' };
    expect(await call('GET', acme, undefined, unknown)).toMatchObject({ status: 200 });
    expect(await call('POST', '/search', {}, unknown)).toMatchObject({ status: 200 });
    expect(await call('PUT', acme, change, unknown)).toMatchObject(refused(404, 'session_not_found'));
    const both = { ...unknown, 'x-stytch-member-sessionjwt': 'nonsense' };
    expect(await call('PUT', acme, change, both)).toMatchObject(refused(400, 'too_many_session_arguments'));
  });

  test('end with the member', async () => {
    await call('DELETE', `${acme}/members/${memberId(1)}`, {});
    expect(await call('PUT', acme, change, as('administrator'))).toMatchObject(refused(404, 'session_not_found'));
  });
});

describe('faults', () => {
  test.each([
    [400, 'bad_request'],
    [403, 'session_authorization_error'],
    [404, 'organization_not_found'],
    [429, 'too_many_requests'],
    [500, 'internal_server_error'],
    [503, 'server_unavailable'],
  ])('%i is %s', async (status, type) => {
    await control('PUT', 'faults', { faults: [{ status, times: 1 }] });
    expect(await call('GET', '/sakura')).toMatchObject(refused(status, type));
    expect(await call('GET', '/sakura')).toMatchObject({ status: 200 });
  });

  test('the edge answers without the vendor’s error body', async () => {
    await control('PUT', 'faults', { faults: [{ status: 502, times: 1 }] });
    expect(await call('GET', '/sakura')).toEqual({ status: 502, body: {} });
    expect(stytch.failure(504)).toMatchObject({ contentType: 'text/html' });
  });

  test('enum members that no document knows', async () => {
    await control('PUT', 'faults', { faults: [{ unknownEnum: true }] });
    const one = await call('GET', '/sakura');
    expect(one.body.organization).toMatchObject({ auth_methods: 'SANDBOX_UNKNOWN', organization_id: sakura });
    const list = await call('POST', '/members/search', { organization_ids: [sakura] });
    expect(list.body.members[0]).toMatchObject({ status: 'SANDBOX_UNKNOWN' });
    expect(list.body.status_code).toBe(200);
  });

  test('answers about another organization', async () => {
    await control('PUT', 'faults', { faults: [{ otherOrganization: true }] });
    expect((await call('GET', '/sakura')).body.organization.organization_id).not.toBe(sakura);
    expect((await call('DELETE', '/sakura', {})).body.organization_id).not.toBe(sakura);
  });

  test('reads lag behind while a consistency delay is set', async () => {
    await control('PUT', 'faults', { faults: [], consistencyDelayMs: 60_000 });
    const created = await create({ organization_name: 'Late', organization_slug: 'late' });
    expect(await call('GET', '/late')).toMatchObject(refused(404, 'organization_not_found'));
    expect((await search({})).body.results_metadata.total).toBe(4);
    expect((await call('PUT', '/late', {})).body.organization.organization_id).toBe(created.organization_id);
  });
});
