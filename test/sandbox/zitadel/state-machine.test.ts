import { describe, expect, it } from 'vitest';
import { call, control, defaultId, expectError, find, idsOf, inactiveId, on, serve, showcase } from './emulated.ts';

serve();

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
