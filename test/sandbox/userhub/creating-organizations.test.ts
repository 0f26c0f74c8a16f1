import { describe, expect, test } from 'vitest';
import { ids, ok, refused, serveEmulated, time } from './emulated.ts';

serveEmulated();

describe('creating organizations', () => {
  test.each([undefined, {}])('nothing is required: %j', async (body) => {
    const organization = await ok('POST', 'organizations', body);
    expect(organization).toEqual({
      id: expect.stringMatching(/^org_[0-9A-Za-z]{14}$/),
      state: 'ACTIVE',
      accountConnections: [],
      signupTime: organization.createTime,
      memberCount: 0,
      view: 'FULL',
      createTime: expect.stringMatching(time),
      updateTime: organization.createTime,
    });
    expect(await ok('GET', `organizations/${organization.id}`)).toEqual(organization);
    expect(ids(await ok('GET', 'organizations'))[0]).toBe(organization.id);
  });

  test('every field comes back as it was sent', async () => {
    const fields = {
      uniqueId: 'Tenant_1-a',
      displayName: '🏢'.repeat(200),
      email: 'not checked, 例え',
      emailVerified: true,
      phoneNumber: '+81312345678',
      phoneNumberVerified: true,
      imageUrl: 'https://example.com/é.png',
      currencyCode: 'JPY',
      languageCode: 'ja-JP',
      regionCode: 'JP',
      timeZone: 'Asia/Tokyo',
      address: {
        lines: ['丸の内1-1', '𠮷野ビル'],
        city: '千代田区',
        state: '東京都',
        postalCode: '100-0005',
        country: 'JP',
      },
      disabled: true,
    };
    const organization = await ok('POST', 'organizations', { ...fields, signupTime: '2024-02-03T04:05:06.5+09:00' });
    expect(organization).toMatchObject({ ...fields, state: 'DISABLED', signupTime: '2024-02-02T19:05:06.500Z' });
    expect(await ok('GET', 'organizations/Tenant_1-a')).toEqual(organization);
  });

  test('a verified flag needs something to verify, a null time is none', async () => {
    expect(await ok('POST', 'organizations', { email: 'a' })).toMatchObject({ emailVerified: false });
    expect(await ok('POST', 'organizations', { emailVerified: false, signupTime: null })).not.toHaveProperty(
      'emailVerified',
    );
  });

  test.each([
    ['uniqueId', 'org_mine'],
    ['uniqueId', '-a'],
    ['uniqueId', 'a b'],
    ['uniqueId', 'a'.repeat(256)],
    ['displayName', '🏢'.repeat(201)],
    ['displayName', 7],
    ['displayName', null],
    ['email', 'a'.repeat(321)],
    ['emailVerified', 'true'],
    ['emailVerified', null],
    ['phoneNumber', '0312345678'],
    ['imageUrl', 'a'.repeat(2001)],
    ['currencyCode', 'yen'],
    ['languageCode', 'not a language'],
    ['regionCode', 'Japan'],
    ['timeZone', 'Tokyo/Asia'],
    ['address', 'Tokyo'],
    ['address', []],
    ['signupTime', 'yesterday'],
    ['signupTime', 1_700_000_000],
    ['disabled', 1],
    ['id', 'org_28seyVGVL1got6'],
    ['state', 'DISABLED'],
    ['external_id', 'x'],
    ['__proto__', {}],
  ])('%s: %j is refused', async (name, value) => {
    const body = `{${JSON.stringify(name)}:${JSON.stringify(value)}}`;
    const answer = await refused(400, 'INVALID_ARGUMENT', 'POST', 'organizations', body);
    expect(answer.param).toBe(`organization.${name}`);
  });

  test.each([
    [{ line1: 'x' }, 'line1'],
    [{ lines: 'x' }, 'lines'],
    [{ lines: [1] }, 'lines'],
    [{ country: 'Japan' }, 'country'],
  ])('address %j is refused', async (address, name) => {
    const answer = await refused(400, 'INVALID_ARGUMENT', 'POST', 'organizations', { address });
    expect(answer.param).toBe(`organization.address.${name}`);
  });

  test('a unique id is given once, even if its holder is marked for deletion', async () => {
    for (const uniqueId of ['acme', 'vostok']) {
      const answer = await refused(409, 'ALREADY_EXISTS', 'POST', 'organizations', { uniqueId });
      expect(answer).toMatchObject({ reason: 'ORGANIZATION_ALREADY_EXISTS', param: 'organization.uniqueId' });
    }
    await ok('POST', 'organizations', { uniqueId: 'Acme' });
  });
});
