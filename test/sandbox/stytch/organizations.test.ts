import { describe, expect, test } from 'vitest';
import { showcaseOrganization } from '../../../src/sandbox/stytch/seeds.ts';
import { call, create, memberId, refused, sakura, serveEmulator } from './emulated.ts';

serveEmulator();

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
