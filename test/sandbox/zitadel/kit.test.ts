import { describe, expect, it } from 'vitest';
import zitadel from '../../../src/sandbox/zitadel/emulator.ts';
import { call, control, expectError, find, idsOf, on, serve, showcase } from './emulated.ts';

serve();

describe('the kit', () => {
  it('lets reads lag behind writes', async () => {
    await control('PUT', 'faults', { consistencyDelayMs: 60_000 });
    const { body } = await call('POST', '/v2/organizations', { name: 'Late' });
    expect(idsOf(await find([{ idQuery: { id: body.organizationId } }]))).toEqual([]);
    expectError(await call('GET', '/management/v1/orgs/me', undefined, on(body.organizationId)), 404, 5, 'QUERY-iTTGJ');
    expect((await call('POST', '/management/v1/metadata/a', { value: 'eA==' }, on(body.organizationId))).status).toBe(
      200,
    );
    expect(idsOf(await find([{ idQuery: { id: showcase } }]))).toEqual([showcase]);
    await control('DELETE', 'faults');
    expect(idsOf(await find([{ idQuery: { id: body.organizationId } }]))).toEqual([body.organizationId]);
  });

  it.each([400, 401, 403, 404, 405, 409, 418, 429, 500, 501, 502, 503, 504])(
    'fails with %i in the vendor’s form',
    async (status) => {
      await control('PUT', 'faults', { faults: [{ status, times: 1 }] });
      expect(await call('GET', '/management/v1/orgs/me')).toMatchObject({
        status,
        body: { code: expect.any(Number), message: expect.any(String), details: expect.any(Array) },
      });
    },
  );

  it('bends answers', async () => {
    await control('PUT', 'faults', { faults: [{ unknownEnum: true, otherOrganization: true }] });
    const one = (await call('GET', '/management/v1/orgs/me')).body.org;
    expect(one).toMatchObject({ id: '399999999999999999', state: 'ORG_STATE_FROZEN', name: 'Another organization' });
    expect(one.details.resourceOwner).toBe(one.id);
    expect(idsOf(await find([{ idQuery: { id: showcase } }]))).toEqual(['399999999999999999']);
    const [user] = (await call('POST', '/v2/users', {})).body.result;
    expect(user).toMatchObject({ state: 'USER_STATE_FROZEN', details: { resourceOwner: '399999999999999999' } });
    expect((await call('POST', '/management/v1/orgs', { name: 'Bent' })).body.id).toBe('399999999999999999');
    expect((await call('GET', '/v2/users/nobody')).body.details[0].id).toBe('QUERY-Dfbg2');
  });

  it('has a state of plain data', async () => {
    const state = zitadel.seed();
    expect(JSON.parse(JSON.stringify(state))).toEqual(structuredClone(state));
    expect(await control('GET', 'state')).toEqual(state);
  });
});
