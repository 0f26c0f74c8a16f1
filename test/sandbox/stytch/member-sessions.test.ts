import { describe, expect, test } from 'vitest';
import { seededSessions } from '../../../src/sandbox/stytch/seeds.ts';
import { call, memberId, refused, serveEmulator } from './emulated.ts';

serveEmulator();

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
