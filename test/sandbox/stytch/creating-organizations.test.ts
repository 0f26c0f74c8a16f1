import { describe, expect, test } from 'vitest';
import { call, control, create, refused, serveEmulator } from './emulated.ts';

serveEmulator();

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
