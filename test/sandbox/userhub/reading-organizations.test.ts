import { describe, expect, test } from 'vitest';
import { acme, archived, deleted, disabled, ok, refused, serveEmulated, stripe, umbrella } from './emulated.ts';

serveEmulated();

describe('reading organizations', () => {
  test('an organization is printed in the full view without nulls', async () => {
    const organization = await ok('GET', `organizations/${acme}`);
    expect(organization).toEqual({
      id: acme,
      state: 'ACTIVE',
      uniqueId: 'acme',
      displayName: 'Acme Inc',
      email: 'billing@acme.example',
      emailVerified: true,
      imageUrl: 'https://example.com/acme.jpg',
      currencyCode: 'USD',
      languageCode: 'en',
      regionCode: 'US',
      timeZone: 'America/New_York',
      address: { lines: ['1 Anvil Road', 'Floor 3'], city: 'Tucson', state: 'AZ', postalCode: '85701', country: 'US' },
      accountConnections: [
        {
          connection: {
            id: stripe,
            displayName: 'Stripe',
            state: 'ACTIVE',
            type: 'STRIPE',
            providers: [],
            view: 'BASIC',
            createTime: '2025-05-15T13:00:00Z',
            updateTime: '2025-05-15T13:00:00Z',
          },
          externalId: 'cus_Q558vmXbYSPMma',
          adminUrl: 'https://dashboard.stripe.com/test/customers/cus_Q558vmXbYSPMma',
          state: 'ACTIVE',
          displayName: 'Acme Inc',
          email: 'billing@acme.example',
          emailVerified: false,
          currencyCode: 'USD',
          balanceAmount: '-12.50',
          paymentMethods: [],
          createTime: '2025-05-15T13:00:00Z',
          updateTime: '2025-05-15T13:00:00Z',
        },
      ],
      subscription: {
        id: 'sub_6XkTq2RvLz8mHd',
        state: 'ACTIVE',
        anchorTime: '2025-05-15T13:00:00Z',
        plan: {
          id: 'pln_4BcNy7WsJf3pGt',
          displayName: 'Team',
          product: { id: 'prod_8QdMx5VkRh2zLw', uniqueId: 'team', displayName: 'Team' },
        },
      },
      signupTime: '2025-05-15T13:00:00Z',
      memberCount: 3,
      view: 'FULL',
      createTime: '2025-05-15T13:00:00Z',
      updateTime: '2025-05-15T13:00:00Z',
    });
    expect(await ok('GET', 'organizations/acme')).toEqual(organization);
  });

  test('the seeds show every state, and empty fields are left out', async () => {
    const states = await Promise.all(
      [acme, umbrella, disabled, deleted, archived].map(async (id) => (await ok('GET', `organizations/${id}`)).state),
    );
    expect(states).toEqual(['ACTIVE', 'ACTIVE', 'DISABLED', 'PENDING_DELETION', 'ARCHIVED']);
    const bare = await ok('GET', `organizations/${archived}`);
    expect(Object.keys(bare)).toEqual([
      'id',
      'state',
      'uniqueId',
      'displayName',
      'accountConnections',
      'signupTime',
      'memberCount',
      'view',
      'createTime',
      'updateTime',
    ]);
    expect(await ok('GET', `organizations/${disabled}`)).toMatchObject({ disabled: true });
    // One of its two members is marked for deletion.
    expect(await ok('GET', `organizations/${umbrella}`)).toMatchObject({ memberCount: 1 });
  });

  test.each(['org_unknown0000000', 'unknown', '__proto__', 'constructor', 'org_'])('%s is NOT_FOUND', async (id) => {
    const answer = await refused(404, 'NOT_FOUND', 'GET', `organizations/${id}`);
    expect(answer).toMatchObject({ reason: 'ORGANIZATION_NOT_FOUND', param: 'organizationId' });
  });

  test('get has no view parameter', () => refused(400, 'INVALID_ARGUMENT', 'GET', `organizations/${acme}?view=FULL`));
});
