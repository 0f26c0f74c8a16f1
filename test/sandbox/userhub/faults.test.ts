import { describe, expect, test } from 'vitest';
import { acme, control, ok, refused, send, serveEmulated } from './emulated.ts';

serveEmulated();

describe('faults', () => {
  test.each([
    [400, 'INVALID_ARGUMENT'],
    [401, 'UNAUTHENTICATED'],
    [403, 'PERMISSION_DENIED'],
    [404, 'NOT_FOUND'],
    [409, 'ALREADY_EXISTS'],
    [418, 'UNKNOWN'],
    [500, 'INTERNAL'],
    [503, 'UNAVAILABLE'],
    [504, 'DEADLINE_EXCEEDED'],
  ])('%i has the body of %s', async (status, code) => {
    await control('PUT', 'faults', { faults: [{ status, times: 1 }] });
    await refused(status, code, 'GET', 'organizations');
    await ok('GET', 'organizations');
  });

  test.each([
    [429, 'text/plain; charset=utf-8', 'API call rate limited'],
    [502, 'text/html', '<html><body>Bad Gateway</body></html>'],
  ])('%i is not JSON', async (status, type, body) => {
    await control('PUT', 'faults', { faults: [{ status }] });
    const response = await send('GET', 'organizations');
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
    expect(await response.text()).toBe(body);
  });

  test('unknown enum members, but not in addresses', async () => {
    await control('PUT', 'faults', { faults: [{ unknownEnum: true }] });
    const organization = await ok('GET', `organizations/${acme}`);
    expect(organization).toMatchObject({
      state: 'ORGWAY_UNKNOWN',
      view: 'ORGWAY_UNKNOWN',
      address: { state: 'AZ' },
      accountConnections: [{ state: 'ORGWAY_UNKNOWN', connection: { type: 'ORGWAY_UNKNOWN' } }],
    });
    const { members } = await ok('GET', `organizations/${acme}/members`);
    expect(members?.[0]).toMatchObject({ state: 'ORGWAY_UNKNOWN', role: { seatPolicy: 'ORGWAY_UNKNOWN' } });
  });

  test('another organization', async () => {
    await control('PUT', 'faults', { faults: [{ otherOrganization: true }] });
    const organization = await ok('GET', `organizations/${acme}`);
    expect(organization.id).toMatch(/^org_[0-9A-Za-z]{14}$/);
    expect([organization.id, organization.uniqueId]).not.toContain(acme);
    expect(organization.uniqueId).not.toBe('acme');
    expect((await ok('GET', `organizations/${acme}/members`)).members).toHaveLength(3);
  });

  test('reads lag behind writes while a consistency delay is set', async () => {
    await control('PUT', 'faults', { faults: [], consistencyDelayMs: 60_000 });
    const created = await ok('POST', 'organizations', { uniqueId: 'late' });
    await refused(404, 'NOT_FOUND', 'GET', `organizations/${created.id}`);
    await refused(409, 'ALREADY_EXISTS', 'POST', 'organizations', { uniqueId: 'late' });
    expect(await ok('PATCH', 'organizations/late', { displayName: 'Late' })).toMatchObject({ id: created.id });
  });

  test('the state survives the way through the control interface', async () => {
    await ok('PATCH', `organizations/${acme}`, { email: '' });
    const before = await ok('GET', 'organizations?view=FULL&showDeleted=true');
    await control('PUT', 'state', await control('GET', 'state'));
    expect(await ok('GET', 'organizations?view=FULL&showDeleted=true')).toEqual(before);
  });
});
