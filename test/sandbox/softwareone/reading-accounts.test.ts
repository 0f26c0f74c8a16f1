import { describe, expect, it } from 'vitest';
import { client, control, get, ids, operator, post, put, send, serve } from './emulated.ts';

serve();

describe('reading accounts', () => {
  it('lists with metadata, without audit, groups and nulls', async () => {
    const { status, body } = await get('/accounts');
    expect(status).toBe(200);
    expect(body.$meta).toEqual({ pagination: { offset: 0, limit: 10, total: 5 }, omitted: ['groups', 'audit'] });
    expect(body.data.map(({ status }) => status)).toEqual(['Enabled', 'Active', 'Enabled', 'Disabled', 'Active']);
    const [, first, second] = body.data;
    expect(first).toMatchObject({ id: client, externalId: 'WW-1001111', name: 'Żółta Łódź Logistyka 🚢', revision: 1 });
    expect(first).not.toHaveProperty('audit');
    expect(first).not.toHaveProperty('$meta');
    expect(second).not.toHaveProperty('externalId');
    expect(second.externalIds).toEqual({});
    expect(JSON.stringify(body)).not.toContain('null');
  });

  it('takes the queries of the mobile app and of the Python client', async () => {
    const mobile = await get(
      '/accounts?select=-*,id,name,status,icon&eq(type,%22Client%22)&order=name&offset=0&limit=50',
    );
    expect(mobile.body.data).toHaveLength(3);
    expect(Object.keys(mobile.body.data[0])).toEqual(['id', 'name', 'status', 'icon']);
    const python = await get(
      `/accounts?limit=10&order=-revision,name&select=id,name,-audit&and(eq(id,'${client}'),eq(status,'Active'))`,
    );
    expect(ids(python)).toEqual([client]);
    expect(python.body.data[0]).toHaveProperty('address');
  });

  it('selects, filters and orders by audit only when it is selected', async () => {
    const { body } = await get('/accounts?select=+audit,+groups&order=-audit.created.at&limit=1');
    expect(body.$meta).not.toHaveProperty('omitted');
    expect(body.data[0].audit.created).toEqual({
      at: '2025-02-21T18:02:53.773Z',
      by: { id: 'USR-0000-0001', name: 'Orla Platform' },
      of: { id: operator, name: 'SoftwareOne Operations' },
    });
    expect(body.data[0].groups[0]).toMatchObject({ name: 'Administrators', isDefault: true });
    expect((await get('/accounts?order=-audit.created.at')).status).toBe(400);
    expect((await get('/accounts?gt(audit.created.at,"2025-01-01T00:00:00.000Z")')).status).toBe(400);
    expect((await get('/accounts?select=audit&audit.created.by=null()')).body.data).toHaveLength(1);
  });

  it('pages through a thousand accounts', async () => {
    await control('PUT', 'state', { populate: 1000 });
    const total = (await get('/accounts?limit=0')).body;
    expect(total).toMatchObject({ $meta: { pagination: { limit: 0, offset: 0, total: 1005 } }, data: [] });
    const seen = new Set<string>();
    for (let offset = 0; ; offset += 100) {
      const { body } = await get(`/accounts?limit=500&offset=${offset}&select=-*,id`);
      expect(body.$meta.pagination.limit).toBe(100);
      if (body.data.length === 0) break;
      for (const { id } of body.data) seen.add(id);
    }
    expect(seen.size).toBe(1005);
    expect((await get('/accounts?eq(type,"Client")&ilike(name,*00042)')).body.data).toHaveLength(1);
    expect((await get(`/accounts/${[...seen].at(-1)}/users`)).body.data).toHaveLength(1);
  });

  it('answers a bad filter in the documented shape', async () => {
    const { status, body, headers } = await get('/accounts?mistake(name,x)');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('problem+json');
    expect(body).toEqual({
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
      title: 'Bad Request',
      status: 400,
      detail: 'One or more validation errors occurred.',
      errors: { mistake: ['Unknown expression group.'] },
      traceId: expect.any(String),
    });
    expect((await get('/accounts?rql=eq(type,Client)')).status).toBe(400);
  });

  it('gets one account, projected', async () => {
    const { status, body } = await get(`/accounts/${client}`);
    expect(status).toBe(200);
    expect(body.$meta).toEqual({ omitted: ['groups', 'audit'] });
    expect(body.eligibility).toEqual({ client: true, partner: false });
    expect((await get(`/accounts/${client}?select=-*,id,audit.created.at`)).body).toMatchObject({
      id: client,
      audit: { created: { at: '2025-02-21T18:02:53.773Z' } },
    });
  });

  it.each(['ACC-0000-0000', 'INVALID-ID', 'constructor', '%E2%98%83'])('answers 404 for %s', async (id) => {
    const { status, body } = await get(`/accounts/${id}`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ title: 'Not Found', status: 404 });
    expect((await put(`/accounts/${id}`, { name: 'x' })).status).toBe(404);
    expect((await post(`/accounts/${id}/disable`)).status).toBe(404);
    expect((await get(`/accounts/${id}/icon`)).status).toBe(404);
  });

  it('redirects to the icon', async () => {
    const { status, headers } = await get(`/accounts/${client}/icon`);
    expect(status).toBe(307);
    expect(headers.get('location')).toContain(client);
  });

  it('lets the gateway answer for what does not exist', async () => {
    for (const [method, path] of [
      ['DELETE', `/accounts/${client}`],
      ['PATCH', `/accounts/${client}`],
      ['GET', '/nothing'],
    ] as const) {
      const { status, body } = await send(method, path);
      expect(status).toBe(404);
      expect(body).toEqual({ statusCode: 404, message: 'Resource not found' });
    }
  });
});
