import { describe, expect, test } from 'vitest';
import { showcaseOrganization } from '../../../src/sandbox/stytch/seeds.ts';
import { call, control, memberId, refused, sakura, serveEmulator } from './emulated.ts';

serveEmulator();

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
