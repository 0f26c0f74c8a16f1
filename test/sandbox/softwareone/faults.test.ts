import { describe, expect, it } from 'vitest';
import softwareone from '../../../src/sandbox/softwareone/emulator.ts';
import { client, control, get, post, serve } from './emulated.ts';

serve();

describe('faults', () => {
  it('fails in the words of the vendor, or of its gateway', async () => {
    for (const status of [400, 401, 403, 404, 409, 415, 500, 501, 504]) {
      expect(softwareone.failure(status)).toMatchObject({
        status,
        body: { status, type: expect.stringContaining('rfc9110') },
      });
    }
    await control('PUT', 'faults', { faults: [{ status: 503, times: 1 }] });
    const { status, body } = await get('/accounts');
    expect([status, body]).toEqual([503, { statusCode: 503, message: 'Service unavailable' }]);
  });

  it('bends answers', async () => {
    await control('PUT', 'faults', { faults: [{ unknownEnum: true, times: 1 }] });
    expect((await get(`/accounts/${client}`)).body).toMatchObject({ status: 'Quarantined', type: 'Syndicate' });
    await control('PUT', 'faults', { faults: [{ otherOrganization: true, times: 1 }] });
    expect((await get(`/accounts/${client}`)).body.id).toBe('ACC-0404-0404');
  });

  it('lets reads lag behind writes', async () => {
    await control('PUT', 'faults', { faults: [], consistencyDelayMs: 60_000 });
    expect((await post(`/accounts/${client}/disable`)).body.status).toBe('Disabled');
    expect((await get(`/accounts/${client}`)).body.status).toBe('Active');
    await control('DELETE', 'faults', {});
    expect((await get(`/accounts/${client}`)).body.status).toBe('Disabled');
  });
});
