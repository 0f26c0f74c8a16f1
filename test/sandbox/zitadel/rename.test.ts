import { describe, expect, it } from 'vitest';
import { call, expectError, on, serve, showcase } from './emulated.ts';

serve();

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
