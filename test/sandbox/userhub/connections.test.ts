import { describe, expect, test } from 'vitest';
import { acme, auth0, jane, ok, refused, serveEmulated, stripe, stripeEurope, time, umbrella } from './emulated.ts';

serveEmulated();

describe('connections', () => {
  test('linking an existing account', async () => {
    const organization = await ok('POST', `organizations/${umbrella}:connect`, {
      connectionId: stripe,
      externalId: 'cus_existing',
    });
    expect(organization).toMatchObject({ id: umbrella, view: 'FULL' });
    expect(organization.accountConnections).toEqual([
      {
        connection: expect.objectContaining({ id: stripe, view: 'BASIC' }),
        externalId: 'cus_existing',
        adminUrl: 'https://dashboard.stripe.com/test/customers/cus_existing',
        state: 'ACTIVE',
        currencyCode: 'USD',
        balanceAmount: '0',
        paymentMethods: [],
        createTime: expect.stringMatching(time),
        updateTime: expect.stringMatching(time),
      },
    ]);
    expect(await ok('GET', `organizations/${umbrella}`)).toEqual(organization);
  });

  test('creating an account where the connection can', async () => {
    const { accountConnections } = await ok('POST', 'organizations/acme:connect', {
      connectionId: stripeEurope,
      externalId: '',
    });
    expect(accountConnections).toHaveLength(2);
    expect(accountConnections?.[1]).toMatchObject({
      externalId: expect.stringMatching(/^cus_[0-9A-Za-z]{14}$/),
      displayName: 'Acme Inc',
      email: 'billing@acme.example',
    });
    const answer = await refused(400, 'INVALID_ARGUMENT', 'POST', `organizations/${acme}:connect`, {
      connectionId: auth0,
    });
    expect(answer.param).toBe('externalId');
    const linked = await ok('POST', `organizations/${acme}:connect`, { connectionId: auth0, externalId: 'org|é' });
    expect(linked.accountConnections?.[2]?.adminUrl).toContain('org%7C%C3%A9');
    expect(linked.accountConnections?.[2]).not.toHaveProperty('balanceAmount');
  });

  test('one account per connection', async () => {
    const answer = await refused(409, 'ALREADY_EXISTS', 'POST', `organizations/${acme}:connect`, {
      connectionId: stripe,
    });
    expect(answer.reason).toBe('ACCOUNT_CONNECTION_ALREADY_EXISTS');
  });

  test('updating an account', async () => {
    const organization = await ok('PATCH', `organizations/${acme}:updateConnection`, {
      connectionId: stripe,
      displayName: 'アクメ',
      email: '',
      phoneNumber: '+12125550123',
      disabled: true,
    });
    const account = organization.accountConnections?.[0];
    expect(account).toMatchObject({
      displayName: 'アクメ',
      phoneNumber: '+12125550123',
      phoneNumberVerified: false,
      state: 'DISABLED',
      currencyCode: 'USD',
      balanceAmount: '-12.50',
    });
    expect(account).not.toHaveProperty('email');
    expect(organization.displayName).toBe('Acme Inc');
    const answer = await refused(400, 'INVALID_ARGUMENT', 'PATCH', `organizations/${acme}:updateConnection`, {
      connectionId: stripe,
      currencyCode: 'dollars',
    });
    expect(answer.param).toBe('accountConnection.currencyCode');
  });

  test('disconnecting takes the account, its subscription and the seats', async () => {
    const seated = await ok('GET', `organizations/${acme}/members/${jane}`);
    expect(seated.seat).toEqual({ product: { id: 'prod_8QdMx5VkRh2zLw', uniqueId: 'team', displayName: 'Team' } });
    const organization = await ok('POST', `organizations/${acme}:disconnect`, {
      connectionId: stripe,
      deleteExternalAccount: true,
    });
    expect(organization.accountConnections).toEqual([]);
    expect(organization).not.toHaveProperty('subscription');
    expect(await ok('GET', `organizations/${acme}/members/${jane}`)).not.toHaveProperty('seat');
    await refused(404, 'NOT_FOUND', 'POST', `organizations/${acme}:disconnect`, { connectionId: stripe });
    await ok('POST', `organizations/${acme}:connect`, { connectionId: stripe });
  });

  test.each([
    ['POST', 'connect', ''],
    ['POST', 'disconnect', ''],
    ['PATCH', 'updateConnection', 'accountConnection.'],
  ])('%s :%s needs a known connection', async (method, verb, owner) => {
    const path = `organizations/${acme}:${verb}`;
    for (const body of [undefined, {}, { connectionId: '' }]) {
      const answer = await refused(400, 'INVALID_ARGUMENT', method, path, body);
      expect(answer.param).toBe(`${owner}connectionId`);
    }
    const answer = await refused(404, 'NOT_FOUND', method, path, { connectionId: 'conn_unknown' });
    expect(answer).toMatchObject({ reason: 'CONNECTION_NOT_FOUND', param: `${owner}connectionId` });
    await refused(400, 'INVALID_ARGUMENT', method, path, { connectionId: stripe, unknown: 1 });
    await refused(404, 'NOT_FOUND', method, `organizations/unknown:${verb}`, { connectionId: stripe });
  });

  test('an unused connection cannot be disconnected or updated', async () => {
    for (const [method, verb] of [
      ['POST', 'disconnect'],
      ['PATCH', 'updateConnection'],
    ] as const) {
      const answer = await refused(404, 'NOT_FOUND', method, `organizations/${acme}:${verb}`, { connectionId: auth0 });
      expect(answer.reason).toBe('ACCOUNT_CONNECTION_NOT_FOUND');
    }
  });
});
