import { describe, expect, it } from 'vitest';
import { call, callerId, control, expectError, on, serve, showcase } from './emulated.ts';

serve();

describe('authentication', () => {
  it.each([[{ authorization: 'Bearer wrong' }], [{ authorization: 'sandbox' }], [{ authorization: '' }]])(
    'refuses %j',
    async (headers) => {
      expectError(await call('GET', '/management/v1/orgs/me', undefined, headers), 401, 16, 'AUTH-7fs1e');
    },
  );

  it('acts on the own organization of the caller without the header', async () => {
    const { body } = await call('GET', '/management/v1/orgs/me');
    expect(body.org).toMatchObject({ id: callerId, state: 'ORG_STATE_ACTIVE', name: 'Sandbox Operations' });
    expect((await call('GET', '/management/v1/orgs/me', undefined, on(''))).body.org.id).toBe(callerId);
  });

  it('refuses a header that names no organization, on every service', async () => {
    for (const [method, path] of [
      ['GET', '/management/v1/orgs/me'],
      ['POST', '/management/v1/orgs/me/_deactivate'],
      ['GET', `/admin/v1/orgs/${showcase}`],
      ['POST', '/v2/users'],
    ] as const) {
      expectError(await call(method, path, method === 'POST' ? {} : undefined, on('404')), 403, 7, 'AUTH-Bs7Ds');
    }
  });

  it('locks the caller out when it deactivates or removes its own organization', async () => {
    expect((await call('POST', '/management/v1/orgs/me/_deactivate', {})).status).toBe(200);
    expectError(await call('POST', '/management/v1/orgs/me/_reactivate', {}), 401, 16, 'AUTH-7fs1e');
    expectError(await call('GET', `/admin/v1/orgs/${showcase}`), 401, 16, 'AUTH-7fs1e');
    await control('PUT', 'state', {});
    expect((await call('DELETE', '/management/v1/orgs/me')).status).toBe(200);
    expectError(await call('GET', '/management/v1/orgs/me', undefined, on(showcase)), 401, 16, 'AUTH-7fs1e');
  });
});
