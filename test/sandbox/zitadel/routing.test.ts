import { describe, expect, it } from 'vitest';
import { call, defaultId, expectError, serve, showcase } from './emulated.ts';

serve();

describe('routing', () => {
  it('answers unknown paths and methods before it looks at the token', async () => {
    const anonymous = { authorization: 'none' };
    expect(await call('GET', '/management/v1/nothing', undefined, anonymous)).toEqual({
      status: 404,
      body: { code: 5, message: 'Not Found', details: [] },
    });
    expect(await call('PATCH', '/management/v1/orgs/me', {}, anonymous)).toEqual({
      status: 405,
      body: { code: 12, message: 'Method Not Allowed', details: [] },
    });
    expect((await call('GET', `/v2/organizations/${showcase}`)).status).toBe(405);
    expect((await call('PUT', `/v2/organizations/${showcase}`, { name: 'x' })).status).toBe(405);
  });

  it('keeps fixed paths apart from ids', async () => {
    expect((await call('GET', '/admin/v1/orgs/default')).body.org.id).toBe(defaultId);
    expectError(await call('GET', '/admin/v1/orgs/_is_unique'), 400, 3, 'QUERY-DGqfd');
    expect((await call('GET', '/admin/v1/orgs/custom-org-ID')).body.org.name).toBe('Café Łódź 🏢 Zürich');
  });
});
