import { describe, expect, test } from 'vitest';
import { acme, ok, refused, serveEmulated, time } from './emulated.ts';

serveEmulated();

describe('updating organizations', () => {
  test('present fields are written, absent ones left alone', async () => {
    const before = await ok('GET', `organizations/${acme}`);
    const after = await ok('PATCH', 'organizations/acme', { displayName: '新しい名前 🎉', address: { city: 'Wien' } });
    expect(after).toEqual({
      ...before,
      displayName: '新しい名前 🎉',
      address: { city: 'Wien' },
      updateTime: expect.stringMatching(time),
    });
    expect(after.updateTime).not.toBe(before.updateTime);
    expect(await ok('GET', `organizations/${acme}`)).toEqual(after);
  });

  test('"" clears a string, null an object or a time', async () => {
    const after = await ok('PATCH', `organizations/${acme}`, {
      uniqueId: '',
      displayName: '',
      address: null,
      signupTime: null,
      emailVerified: false,
    });
    for (const name of ['uniqueId', 'displayName', 'address', 'signupTime']) expect(after).not.toHaveProperty(name);
    expect(after).toMatchObject({ email: 'billing@acme.example', emailVerified: false });
    await refused(404, 'NOT_FOUND', 'GET', 'organizations/acme');
    await ok('POST', 'organizations', { uniqueId: 'acme' });
  });

  test('disabling and enabling', async () => {
    expect(await ok('PATCH', `organizations/${acme}`, { disabled: true })).toMatchObject({
      state: 'DISABLED',
      disabled: true,
    });
    const enabled = await ok('PATCH', `organizations/${acme}`, { disabled: false });
    expect(enabled.state).toBe('ACTIVE');
    expect(enabled).not.toHaveProperty('disabled');
  });

  test('a taken unique id is refused and nothing is written; the own one is not taken', async () => {
    await refused(409, 'ALREADY_EXISTS', 'PATCH', `organizations/${acme}`, { displayName: 'X', uniqueId: 'aozora' });
    expect((await ok('GET', `organizations/${acme}`)).displayName).toBe('Acme Inc');
    await ok('PATCH', `organizations/${acme}`, { uniqueId: 'acme' });
  });

  test('a bad field leaves the good ones unwritten', async () => {
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', `organizations/${acme}`, { displayName: 'X', email: 1 });
    expect((await ok('GET', `organizations/${acme}`)).displayName).toBe('Acme Inc');
  });

  test('allowMissing creates under the unique id in the path, once', async () => {
    await refused(404, 'NOT_FOUND', 'PATCH', 'organizations/new-one', { displayName: 'New' });
    await refused(404, 'NOT_FOUND', 'PATCH', 'organizations/new-one?allowMissing=false', { displayName: 'New' });
    const created = await ok('PATCH', 'organizations/new-one?allowMissing=true', { displayName: 'New' });
    expect(created).toMatchObject({ uniqueId: 'new-one', displayName: 'New', state: 'ACTIVE' });
    const updated = await ok('PATCH', 'organizations/new-one?allowMissing=true', { displayName: 'Newer' });
    expect(updated).toMatchObject({ id: created.id, displayName: 'Newer' });
  });

  test('allowMissing does not create under a system id or two names', async () => {
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', 'organizations/org_unknown?allowMissing=true', {});
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', 'organizations/a%20b?allowMissing=true', {});
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', 'organizations/one?allowMissing=true', { uniqueId: 'other' });
    await refused(400, 'INVALID_ARGUMENT', 'PATCH', 'organizations/one?allowMissing=maybe', {});
  });
});
