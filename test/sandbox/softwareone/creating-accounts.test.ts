import { describe, expect, it } from 'vitest';
import { authorization, get, type Json, origin, post, send, serve } from './emulated.ts';

serve();

describe('creating accounts', () => {
  it('creates a client as Enabled, with the default group and without nulls', async () => {
    const { status, body } = await post('/accounts', {
      name: 'Новий клієнт 🌻',
      type: 'Client',
      status: 'Active',
      website: null,
      audit: {},
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Новий клієнт 🌻',
      type: 'Client',
      status: 'Enabled',
      revision: 1,
      address: {},
    });
    expect(body.id).toMatch(/^ACC-\d{4}-\d{4}$/);
    expect(body.icon).toBe(`/v1/accounts/accounts/${body.id}/icon`);
    expect(body).not.toHaveProperty('website');
    const stored = await get(`/accounts/${body.id}?select=groups,audit`);
    expect(stored.body.groups).toMatchObject([{ name: 'Administrators', isDefault: true }]);
    expect(stored.body.audit.created.by.id).toBe('TKN-0000-0001');
    expect((await get('/accounts?limit=0')).body.$meta.pagination.total).toBe(6);
  });

  it('makes a client with a customer number and every vendor Active', async () => {
    const { body } = await post('/accounts', { name: 'A', type: 'Client', externalId: 'WW-1', externalName: 'mine' });
    expect(body).toMatchObject({ status: 'Active', externalId: 'WW-1', externalName: 'A' });
    expect(body.externalIds.pyraTenantId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await post('/accounts', { name: 'A', type: 'Vendor' })).body.status).toBe('Active');
    // the customer number is not unique
    expect((await post('/accounts', { name: 'A', type: 'Client', externalId: 'WW-1' })).status).toBe(201);
  });

  it('takes multipart as the official client sends it', async () => {
    const form = new FormData();
    form.append('account', new Blob(['{"name":"Części 🧩","type":"Vendor"}'], { type: 'application/json' }));
    form.append('logo', new Blob(['png'], { type: 'image/png' }), 'logo.png');
    const created = await send('POST', '/accounts', form);
    expect(created.status).toBe(201);
    expect(created.body.name).toBe('Części 🧩');
    const change = new FormData();
    change.append('account', '{"name":"Nowe"}');
    expect((await send('PUT', `/accounts/${created.body.id}`, change)).body).toMatchObject({
      name: 'Nowe',
      revision: 2,
    });
    const empty = new FormData();
    empty.append('other', '{}');
    expect((await send('POST', '/accounts', empty)).body.errors).toHaveProperty('account');
  });

  it.each<[Json, string]>([
    [{ type: 'Client' }, 'name'],
    [{ name: '', type: 'Client' }, 'name'],
    [{ name: null, type: 'Client' }, 'name'],
    [{ name: 5, type: 'Client' }, 'name'],
    [{ name: '🦊'.repeat(501), type: 'Client' }, 'name'],
    [{ name: 'x' }, 'type'],
    [{ name: 'x', type: 'client' }, 'type'],
    [{ name: 'x', type: 'Client', externalId: 'x'.repeat(251) }, 'externalId'],
    [{ name: 'x', type: 'Client', serviceLevel: 'Essential' }, 'serviceLevel'],
    [{ name: 'x', type: 'Client', technicalSupportEmail: 'nobody' }, 'technicalSupportEmail'],
    [{ name: 'x', type: 'Client', description: 'x'.repeat(2001) }, 'description'],
    [{ name: 'x', type: 'Client', address: { country: 'POL' } }, 'address.country'],
    [{ name: 'x', type: 'Client', address: { street: 'x' } }, 'address.street'],
    [{ name: 'x', type: 'Client', address: [] }, 'address'],
    [{ name: 'x', type: 'Client', eligibility: { client: 'yes' } }, 'eligibility.client'],
    [{ name: 'x', type: 'Client', defaultLanguageCode: 'en_US' }, 'defaultLanguageCode'],
    [{ name: 'x', type: 'Client', displayName: 'x' }, 'displayName'],
    [{ name: 'x', type: 'Client', toString: 'x' }, 'toString'],
  ])('refuses %j', async (body, member) => {
    const answer = await post('/accounts', body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual([member]);
  });

  it('counts code points', async () => {
    expect((await post('/accounts', { name: '🦊'.repeat(500), type: 'Client' })).status).toBe(201);
  });

  it('refuses what breaks a rule, with a list of errors', async () => {
    const operations = await post('/accounts', { name: 'x', type: 'Operations' });
    expect(operations.status).toBe(400);
    expect(operations.body.errors).toEqual([{ message: expect.any(String), properties: ['type'] }]);
    const eligible = await post('/accounts', { name: 'x', type: 'Vendor', eligibility: { client: true } });
    expect(eligible.body.errors[0].properties).toEqual(['eligibility']);
  });

  it('refuses bodies that are no JSON object', async () => {
    const type = { 'content-type': 'application/json' };
    const raw = (body: string, headers: Record<string, string>) =>
      fetch(`${origin}/softwareone/public/v1/accounts/accounts`, {
        method: 'POST',
        headers: { authorization, ...headers },
        body,
      }).then(({ status }) => status);
    expect(await raw('{', type)).toBe(400);
    expect(await raw('[]', type)).toBe(400);
    expect(await raw('', type)).toBe(400);
    expect(await raw('{}', { 'content-type': 'text/plain' })).toBe(415);
  });
});
