import { describe, expect, it } from 'vitest';
import { client, disabled, enabled, get, type Json, operator, post, send, serve, vendor } from './emulated.ts';

serve();

describe('the state machine', () => {
  const activation = { name: 'x', externalId: 'WW-9' };
  // [account, verb, body, resulting status or undefined when refused]
  it.each<[string, string, Json | undefined, string | undefined]>([
    [client, 'disable', undefined, 'Disabled'],
    [client, 'deactivate', undefined, 'Enabled'],
    [client, 'enable', undefined, undefined],
    [client, 'activate', activation, undefined],
    [enabled, 'activate', activation, 'Active'],
    [enabled, 'disable', undefined, 'Disabled'],
    [enabled, 'enable', undefined, undefined],
    [enabled, 'deactivate', undefined, undefined],
    [disabled, 'enable', undefined, 'Active'],
    [disabled, 'disable', undefined, undefined],
    [disabled, 'activate', activation, undefined],
    [disabled, 'deactivate', undefined, undefined],
    [vendor, 'disable', undefined, 'Disabled'],
    [vendor, 'activate', activation, undefined],
    [vendor, 'deactivate', undefined, undefined],
    [operator, 'disable', undefined, undefined],
    [operator, 'enable', undefined, undefined],
    [operator, 'activate', activation, undefined],
    [operator, 'deactivate', undefined, undefined],
  ])('%s %s %j -> %s', async (id, verb, body, expected) => {
    const before = (await get(`/accounts/${id}`)).body;
    const answer = await post(`/accounts/${id}/${verb}`, body);
    const after = (await get(`/accounts/${id}`)).body;
    if (expected === undefined) {
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].properties).toEqual(['status']);
      expect(after).toEqual(before);
    } else {
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id, status: expected, revision: before.revision + 1 });
      expect(after).toEqual(answer.body);
    }
  });

  it('returns to Enabled or Active by what is known of the account', async () => {
    await post(`/accounts/${enabled}/disable`);
    expect((await post(`/accounts/${enabled}/enable`)).body.status).toBe('Enabled');
    const made = (await post('/accounts', { name: 'V', type: 'Vendor' })).body.id;
    await post(`/accounts/${made}/disable`);
    expect((await post(`/accounts/${made}/enable`)).body.status).toBe('Active');
  });

  it('attaches and detaches the customer number', async () => {
    const active = await post(`/accounts/${enabled}/activate`, { name: 'さくら', externalId: 'WW-9' });
    expect(active.body).toMatchObject({ name: 'さくら', externalId: 'WW-9', externalName: 'さくら' });
    const detached = await post(`/accounts/${enabled}/deactivate`);
    expect(detached.body).not.toHaveProperty('externalId');
    expect(detached.body).not.toHaveProperty('externalName');
  });

  it('needs a body for activate', async () => {
    expect((await post(`/accounts/${enabled}/activate`)).status).toBe(415);
    for (const body of [{}, { name: 'x' }, { externalId: 'x' }, { name: 'x', externalId: '' }]) {
      const answer = await post(`/accounts/${enabled}/activate`, body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).not.toBeInstanceOf(Array);
    }
    const merged = await send('POST', `/accounts/${enabled}/activate`, activation, {
      'content-type': 'application/merge-patch+json; charset=utf-8',
    });
    expect(merged.status).toBe(200);
  });
});
