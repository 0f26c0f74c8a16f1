import { describe, expect, it } from 'vitest';
import { call, expectError, find, on, serve } from './emulated.ts';

serve();

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
