import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { B2BClient, StytchError } from 'stytch';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Host } from '../../../src/sandbox/host.ts';
import stytch, { sandboxCredentials } from '../../../src/sandbox/stytch/emulator.ts';
import { seededSessions, showcaseOrganization } from '../../../src/sandbox/stytch/seeds.ts';

// The SDK joins absolute paths to its base URL and so drops a path prefix: the emulator is served at the root.
const host = new Host(stytch);
let server: Server;
let env: string;
let organizations: B2BClient['organizations'];

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  server = createServer((incoming, outgoing) => {
    host.serve(incoming, outgoing, incoming.url ?? '/').catch((error: Error) => outgoing.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  env = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  organizations = client(sandboxCredentials.secret).organizations;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  host.projection.replace(stytch.seed());
  host.faults.replace([]);
});

function client(secret: string): B2BClient {
  return new B2BClient({ project_id: sandboxCredentials.projectId, secret, env });
}

async function failed(promise: Promise<unknown>): Promise<StytchError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StytchError)) throw new Error(`expected a StytchError, got ${String(error)}`);
  return error;
}

const staff = (digit: number) => `member-test-${String(digit).repeat(8)}-0000-4000-8000-${String(digit).repeat(12)}`;

describe('organizations', () => {
  test('live through create, get, update, deleteExternalId and delete', async () => {
    const created = await organizations.create({
      organization_name: '日本 GmbH 🚀',
      organization_slug: 'nihon',
      organization_external_id: 'crm|a.b_c-1',
      trusted_metadata: { plan: 'pro' },
      email_allowed_domains: ['nihon.example'],
      email_invites: 'RESTRICTED',
    });
    expect(created).toMatchObject({ status_code: 200, request_id: expect.stringMatching(/^request-id-test-/) });
    const { organization_id } = created.organization;
    for (const reference of [organization_id, 'crm|a.b_c-1', 'nihon']) {
      const got = await organizations.get({ organization_id: reference });
      expect(got.organization).toEqual(created.organization);
    }
    const updated = await organizations.update({
      organization_id: 'nihon',
      organization_name: '日本 AG',
      trusted_metadata: { seats: 5 },
      mfa_policy: 'REQUIRED_FOR_ALL',
    });
    expect(updated.organization).toMatchObject({
      organization_id,
      organization_name: '日本 AG',
      organization_slug: 'nihon',
      email_invites: 'RESTRICTED',
      mfa_policy: 'REQUIRED_FOR_ALL',
      trusted_metadata: { plan: 'pro', seats: 5 },
    });
    const freed = await organizations.deleteExternalId({ organization_id: 'crm|a.b_c-1' });
    expect(freed.organization.organization_external_id).toBeNull();
    expect((await organizations.metrics({ organization_id })).member_count).toBe(0);
    expect((await organizations.connectedApps({ organization_id })).connected_apps).toEqual([]);
    expect(await organizations.delete({ organization_id: 'nihon' })).toMatchObject({
      organization_id,
      status_code: 200,
    });
    const gone = await failed(organizations.get({ organization_id }));
    expect(gone).toMatchObject({ status_code: 404, error_type: 'organization_not_found' });
  });

  test('are searched page by page', async () => {
    stytch.populate(host.projection.state as ReturnType<typeof stytch.seed>, 250);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const found = await organizations.search({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
      expect(found.results_metadata.total).toBe(254);
      seen.push(...found.organizations.map(({ organization_id }) => organization_id));
      cursor = found.results_metadata.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(254);
    const some = await organizations.search({
      query: { operator: 'or', operands: [{ filter_name: 'organization_slugs', filter_value: ['sakura'] }] },
    });
    expect(some.organizations).toMatchObject([{ organization_name: '株式会社さくら 🌸' }]);
  });

  test('are refused with every field of the error', async () => {
    const error = await failed(organizations.create({ organization_name: 'Twin', organization_slug: 'sakura' }));
    expect(error).toMatchObject({
      status_code: 400,
      request_id: expect.stringMatching(/^request-id-test-[0-9a-f-]{36}$/),
      error_type: 'organization_slug_already_used',
      error_message: 'The provided organization_slug is already used in another organization.',
      error_url: 'https://stytch.com/docs/b2b/api/errors/400#organization_slug_already_used',
    });
    expect(error.error_details).toBeUndefined();
  });

  test.each<[number, string, () => Promise<unknown>]>([
    [
      401,
      'unauthorized_credentials',
      () => client('secret-test-wrong').organizations.get({ organization_id: 'sakura' }),
    ],
    [400, 'invalid_organization_slug', () => organizations.create({ organization_name: 'X', organization_slug: 'x' })],
    [
      400,
      'duplicate_organization_external_id',
      () => organizations.update({ organization_id: 'sakura', organization_external_id: 'acme-001' }),
    ],
    [
      400,
      'allowed_auth_methods_required_for_restricted',
      () => organizations.update({ organization_id: 'acme-001', auth_methods: 'RESTRICTED' }),
    ],
    [400, 'invalid_organization_id', () => organizations.get({ organization_id: 'a/b c' })],
    [404, 'organization_not_found', () => organizations.delete({ organization_id: 'nobody' })],
    [404, 'organization_not_found', () => organizations.metrics({ organization_id: 'nobody' })],
    [404, 'organization_not_found', () => organizations.deleteExternalId({ organization_id: 'nobody' })],
    [
      404,
      'connected_app_not_found',
      () => organizations.getConnectedApp({ organization_id: 'sakura', connected_app_id: 'x' }),
    ],
    [400, 'user_search_invalid_cursor', () => organizations.search({ cursor: '%%%' })],
    [
      400,
      'organization_search_organization_name_fuzzy_too_short',
      () =>
        organizations.search({
          query: { operator: 'AND', operands: [{ filter_name: 'organization_name_fuzzy', filter_value: 'ab' }] },
        }),
    ],
  ])('%i %s', async (status_code, error_type, request) => {
    expect(await failed(request())).toMatchObject({ status_code, error_type });
  });

  test('run with a member’s permissions', async () => {
    const request = { organization_id: showcaseOrganization, organization_name: 'Renamed' };
    const as = ({ session_token }: { session_token: string }) => ({ authorization: { session_token } });
    const changed = await organizations.update(request, as(seededSessions.administrator));
    expect(changed.organization.organization_name).toBe('Renamed');
    expect(await failed(organizations.update(request, as(seededSessions.plainMember)))).toMatchObject({
      status_code: 403,
      error_type: 'session_authorization_error',
    });
    const { session_jwt } = seededSessions.otherAdministrator;
    expect(
      await failed(organizations.delete({ organization_id: 'acme-001' }, { authorization: { session_jwt } })),
    ).toMatchObject({ status_code: 403, error_type: 'session_authorization_tenancy_error' });
  });

  test('report the vendor’s own trouble', async () => {
    host.faults.replace([{ status: 429, times: 1 }]);
    expect(await failed(organizations.search({}))).toMatchObject({
      status_code: 429,
      error_type: 'too_many_requests',
      error_message: 'Too many requests have been made.',
    });
  });
});

describe('members', () => {
  const organization_id = 'acme-robotics';

  test('live through create, get, update, search, delete and reactivate', async () => {
    const { members } = organizations;
    const created = await members.create({
      organization_id,
      email_address: 'grace@acme.example',
      name: 'Grace 🚢',
      external_id: 'navy|1',
      roles: ['stytch_admin'],
    });
    const { member_id } = created;
    expect(created).toMatchObject({
      status_code: 200,
      member: { member_id, status: 'active', is_admin: true, external_id: 'navy|1' },
      organization: { organization_id: showcaseOrganization },
    });
    for (const by of [{ member_id }, { member_id: 'navy|1' }, { email_address: 'grace@acme.example' }]) {
      expect((await members.get({ organization_id, ...by })).member).toEqual(created.member);
    }
    expect((await members.dangerouslyGet({ member_id })).organization.organization_id).toBe(showcaseOrganization);
    const updated = await members.update({
      organization_id,
      member_id: 'navy|1',
      name: 'Rear Admiral',
      untrusted_metadata: { theme: 'dark' },
      roles: [],
      mfa_phone_number: '+12025550199',
    });
    expect(updated.member).toMatchObject({ name: 'Rear Admiral', is_admin: false, default_mfa_method: 'sms_otp' });
    expect((await members.deleteMFAPhoneNumber({ organization_id, member_id })).member.mfa_phone_number).toBe('');
    expect((await members.deleteExternalId({ organization_id, member_id })).member.external_id).toBeNull();
    expect((await organizations.metrics({ organization_id })).member_count).toBe(4);
    expect(await members.delete({ organization_id, member_id })).toMatchObject({ member_id, status_code: 200 });
    expect((await organizations.metrics({ organization_id })).member_count).toBe(3);
    const deleted = await members.dangerouslyGet({ member_id, include_deleted: true });
    expect(deleted.member.status).toBe('deleted');
  });

  test('with a verified address come back', async () => {
    const { members } = organizations;
    const search = async (statuses: string[]) => {
      const query = { operator: 'AND', operands: [{ filter_name: 'statuses' as const, filter_value: statuses }] };
      return (await members.search({ organization_ids: [organization_id], query })).members.map(
        ({ member_id }) => member_id,
      );
    };
    expect(await search(['deleted'])).toEqual([staff(4)]);
    const { member } = await members.reactivate({ organization_id, member_id: staff(4) });
    expect(member.status).toBe('active');
    expect(await search(['deleted'])).toEqual([]);
    const all = await members.search({ organization_ids: [organization_id, 'sakura'] });
    expect(all.results_metadata.total).toBe(6);
    expect(all.organizations[showcaseOrganization]?.organization_slug).toBe(organization_id);
    expect((await members.deleteTOTP({ organization_id, member_id: staff(1) })).member.totp_registration_id).toBe('');
    const member_password_id = 'member-password-test-11111111-0000-4000-8000-111111111111';
    expect((await members.deletePassword({ organization_id, member_password_id })).member.member_password_id).toBe('');
    expect((await members.getConnectedApps({ organization_id, member_id: staff(1) })).connected_apps).toEqual([]);
  });

  test.each<[number, string, () => Promise<unknown>]>([
    [
      400,
      'duplicate_member_email',
      () => organizations.members.create({ organization_id, email_address: 'ada@acme.example' }),
    ],
    [
      400,
      'action_not_allowed_email_domain_is_claimed',
      () => organizations.members.create({ organization_id, email_address: 'x@sakura.example' }),
    ],
    [400, 'invalid_member_get_fields', () => organizations.members.get({ organization_id })],
    [404, 'member_not_found', () => organizations.members.get({ organization_id, member_id: staff(4) })],
    [404, 'member_not_found', () => organizations.members.update({ organization_id, member_id: staff(5), name: 'x' })],
    [404, 'member_not_found', () => organizations.members.delete({ organization_id, member_id: 'nobody' })],
    [
      400,
      'no_deleted_member_found_for_reactivation',
      () => organizations.members.reactivate({ organization_id, member_id: staff(1) }),
    ],
    [
      400,
      'email_unverified_for_reactivation',
      () => organizations.members.reactivate({ organization_id: 'zorya.bakery', member_id: staff(8) }),
    ],
    [400, 'member_search_organization_ids_empty', () => organizations.members.search({ organization_ids: [] })],
    [404, 'totp_not_found', () => organizations.members.deleteTOTP({ organization_id, member_id: staff(2) })],
  ])('%i %s', async (status_code, error_type, request) => {
    expect(await failed(request())).toMatchObject({ status_code, error_type });
  });
});
