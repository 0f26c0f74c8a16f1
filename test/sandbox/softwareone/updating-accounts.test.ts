import { describe, expect, it } from 'vitest';
import { client, enabled, get, post, put, serve, vendor } from './emulated.ts';

serve();

describe('updating accounts', () => {
  it('replaces: what the body leaves out, or gives as null, is unset', async () => {
    const { status, body } = await put(`/accounts/${client}`, {
      id: 'ACC-9999-9999',
      name: 'Nowa nazwa',
      type: 'Client',
      status: 'Disabled',
      externalId: 'WW-1001111',
      website: null,
      description: 'kept',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: client,
      name: 'Nowa nazwa',
      status: 'Active',
      externalId: 'WW-1001111',
      externalName: 'Żółta Łódź Logistyka 🚢',
      description: 'kept',
      address: {},
      revision: 2,
    });
    for (const name of ['website', 'serviceLevel', 'technicalSupportEmail', 'eligibility', 'defaultLanguageCode']) {
      expect(body).not.toHaveProperty(name);
    }
    const { audit } = (await get(`/accounts/${client}?select=audit`)).body;
    expect(audit.updated.by.id).toBe('TKN-0000-0001');
    expect(audit.created.by.id).toBe('USR-0000-0001');
  });

  it('sets and clears the external id', async () => {
    const set = await put(`/accounts/${enabled}`, { name: 'Sakura', externalId: 'WW-2' });
    expect(set.body).toMatchObject({ externalId: 'WW-2', externalName: 'Sakura', status: 'Enabled' });
    const cleared = await put(`/accounts/${enabled}`, { name: 'Sakura', externalId: null });
    expect(cleared.body).not.toHaveProperty('externalId');
    expect(cleared.body).not.toHaveProperty('externalName');
  });

  it('refuses an empty name, another type, and eligibility of a vendor, and changes nothing', async () => {
    expect((await put(`/accounts/${client}`, { name: '' })).status).toBe(400);
    expect((await put(`/accounts/${client}`, {})).status).toBe(400);
    expect((await put(`/accounts/${client}`, { name: 'x', type: 'Vendor' })).status).toBe(400);
    expect((await put(`/accounts/${vendor}`, { name: 'x', eligibility: {} })).status).toBe(400);
    expect((await get(`/accounts/${client}`)).body.revision).toBe(1);
  });

  it('validates without storing', async () => {
    const { status, body } = await post(`/accounts/${client}/validate`, { name: 'Trial' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: client, name: 'Trial' });
    expect((await get(`/accounts/${client}`)).body.name).not.toBe('Trial');
    expect((await post(`/accounts/${client}/validate`, { name: '' })).status).toBe(400);
    expect((await post(`/accounts/${vendor}/validate`, { eligibility: { client: true } })).status).toBe(400);
    expect((await post('/accounts/ACC-0000-0000/validate', { name: 'Trial' })).body.name).toBe('Trial');
  });
});
