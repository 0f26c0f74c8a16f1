import { describe, expect, test } from 'vitest';
import stytch from '../../../src/sandbox/stytch/emulator.ts';
import { call, control, create, refused, sakura, search, serveEmulator } from './emulated.ts';

serveEmulator();

describe('faults', () => {
  test.each([
    [400, 'bad_request'],
    [403, 'session_authorization_error'],
    [404, 'organization_not_found'],
    [429, 'too_many_requests'],
    [500, 'internal_server_error'],
    [503, 'server_unavailable'],
  ])('%i is %s', async (status, type) => {
    await control('PUT', 'faults', { faults: [{ status, times: 1 }] });
    expect(await call('GET', '/sakura')).toMatchObject(refused(status, type));
    expect(await call('GET', '/sakura')).toMatchObject({ status: 200 });
  });

  test('the edge answers without the vendor’s error body', async () => {
    await control('PUT', 'faults', { faults: [{ status: 502, times: 1 }] });
    expect(await call('GET', '/sakura')).toEqual({ status: 502, body: {} });
    expect(stytch.failure(504)).toMatchObject({ contentType: 'text/html' });
  });

  test('enum members that no document knows', async () => {
    await control('PUT', 'faults', { faults: [{ unknownEnum: true }] });
    const one = await call('GET', '/sakura');
    expect(one.body.organization).toMatchObject({ auth_methods: 'SANDBOX_UNKNOWN', organization_id: sakura });
    const list = await call('POST', '/members/search', { organization_ids: [sakura] });
    expect(list.body.members[0]).toMatchObject({ status: 'SANDBOX_UNKNOWN' });
    expect(list.body.status_code).toBe(200);
  });

  test('answers about another organization', async () => {
    await control('PUT', 'faults', { faults: [{ otherOrganization: true }] });
    expect((await call('GET', '/sakura')).body.organization.organization_id).not.toBe(sakura);
    expect((await call('DELETE', '/sakura', {})).body.organization_id).not.toBe(sakura);
  });

  test('reads lag behind while a consistency delay is set', async () => {
    await control('PUT', 'faults', { faults: [], consistencyDelayMs: 60_000 });
    const created = await create({ organization_name: 'Late', organization_slug: 'late' });
    expect(await call('GET', '/late')).toMatchObject(refused(404, 'organization_not_found'));
    expect((await search({})).body.results_metadata.total).toBe(4);
    expect((await call('PUT', '/late', {})).body.organization.organization_id).toBe(created.organization_id);
  });
});
