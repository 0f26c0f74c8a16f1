import type {
  ConnectionRecord,
  MemberRecord,
  OrganizationRecord,
  RoleRecord,
  UserHubState,
  UserRecord,
} from './state.ts';

/** Seeded objects that the examples may use. */
export const showcase = { organization: 'org_28seyVGVL1got6', externalAccount: 'conn_4HdRKnTvPmmjYK' } as const;

/** A fresh copy of the seeded tenant. */
export function seed(): UserHubState {
  return structuredClone({
    sequence: 100,
    organizations,
    users,
    roles,
    connections,
  });
}

const founded = '2025-05-15T13:00:00Z';
const times = { createTime: founded, updateTime: founded };

const owner = 'role_4NNSzkhn';
const admin = 'role_51jav4KK';
const plain = 'role_2mD13uXP';

const roles: readonly RoleRecord[] = [
  role(1, plain, 'member', 'MEMBER', 'Sees the other members and invites new ones', ['members.invite']),
  role(2, admin, 'admin', 'MEMBER', 'Manages the members', ['billing.readonly', 'members.readwrite']),
  role(3, owner, 'owner', 'OWNER', 'May do everything in the organization', []),
];

function role(
  sequence: number,
  id: string,
  uniqueId: string,
  type: string,
  description: string,
  permissionSets: readonly string[],
): RoleRecord {
  const displayName = uniqueId.charAt(0).toUpperCase() + uniqueId.slice(1);
  const kind = { type, description, seatPolicy: 'DEFAULT', permissionSets, default: id === plain, archived: false };
  return { id, sequence, uniqueId, displayName, ...kind, ...times };
}

const stripe = { type: 'STRIPE', newAccountPrefix: 'cus_', ...times };

const connections: readonly ConnectionRecord[] = [
  {
    id: 'conn_4HdRKnTvPmmjYK',
    displayName: 'Stripe',
    adminUrl: 'https://dashboard.stripe.com/test/customers/',
    ...stripe,
  },
  {
    id: 'conn_7Yd3kQm2ZtWvRb',
    displayName: 'Stripe Europe',
    adminUrl: 'https://dashboard.stripe.com/acct_1EuropeSandbox/test/customers/',
    ...stripe,
  },
  {
    id: 'conn_26yEiYymqy6ZmG',
    displayName: 'Auth0',
    type: 'AUTH0',
    adminUrl: 'https://manage.auth0.com/dashboard/us/test/organizations/',
    ...times,
  },
];

const jane = 'usr_MKFxzgJaAH8JQ4';
const john = 'usr_2JRcPwpTSP1nyB';
const hanako = 'usr_5tYb8LqWnR3xKc';
const olga = 'usr_9PzVd4MhTs6gFu';
const gone = 'usr_3WkXr7CjBn2vQe';

const users: readonly UserRecord[] = [
  {
    id: jane,
    profile: {
      uniqueId: 'jane',
      displayName: 'Jane Doe',
      email: 'jane@example.com',
      emailVerified: true,
      phoneNumber: '+12125550123',
      imageUrl: 'https://example.com/jane.jpg',
      currencyCode: 'USD',
      languageCode: 'en',
      regionCode: 'US',
      timeZone: 'America/New_York',
      address: { lines: ['42 West St'], city: 'Brooklyn', state: 'NY', postalCode: '11222', country: 'US' },
      signupTime: founded,
    },
    ...times,
  },
  { id: john, profile: { displayName: 'John Doe', email: 'john@example.com', signupTime: founded }, ...times },
  { id: hanako, profile: { displayName: '山田花子', email: 'hanako@example.jp', signupTime: founded }, ...times },
  {
    id: olga,
    profile: { displayName: 'Ольга Иванова', email: 'olga@example.com', signupTime: founded, disabled: true },
    ...times,
  },
  {
    id: gone,
    profile: { displayName: 'Gone User', email: 'gone@example.com', signupTime: founded },
    deleteTime: '2025-05-20T09:30:00Z',
    ...times,
  },
];

const organizations: OrganizationRecord[] = [
  {
    id: showcase.organization,
    sequence: 1,
    profile: {
      uniqueId: 'acme',
      displayName: 'Acme Inc',
      email: 'billing@acme.example',
      emailVerified: true,
      imageUrl: 'https://example.com/acme.jpg',
      currencyCode: 'USD',
      languageCode: 'en',
      regionCode: 'US',
      timeZone: 'America/New_York',
      address: {
        lines: ['1 Anvil Road', 'Floor 3'],
        city: 'Tucson',
        state: 'AZ',
        postalCode: '85701',
        country: 'US',
      },
      signupTime: founded,
    },
    accounts: [
      {
        connectionId: showcase.externalAccount,
        externalId: 'cus_Q558vmXbYSPMma',
        profile: { displayName: 'Acme Inc', email: 'billing@acme.example', currencyCode: 'USD' },
        balanceAmount: '-12.50',
        ...times,
      },
    ],
    subscription: {
      id: 'sub_6XkTq2RvLz8mHd',
      state: 'ACTIVE',
      anchorTime: founded,
      plan: {
        id: 'pln_4BcNy7WsJf3pGt',
        displayName: 'Team',
        product: { id: 'prod_8QdMx5VkRh2zLw', uniqueId: 'team', displayName: 'Team' },
      },
      connectionId: showcase.externalAccount,
    },
    members: members([11, jane, owner, true], [12, hanako, plain], [13, olga, plain]),
    ...times,
  },
  {
    id: 'org_32P6J2tQEaYQDV',
    sequence: 2,
    profile: { displayName: 'Umbrella Corporation', email: 'office@umbrella.example', signupTime: founded },
    accounts: [],
    members: members([14, john, admin], [15, gone, plain]),
    ...times,
  },
  {
    id: 'org_4RnVx8KdTy2wPb',
    sequence: 3,
    profile: { uniqueId: 'aozora', displayName: '青空商事株式会社 🚀', signupTime: founded, disabled: true },
    accounts: [],
    members: members([16, hanako, owner]),
    ...times,
  },
  {
    id: 'org_6ZqLm3GsCf9hJk',
    sequence: 4,
    profile: {
      uniqueId: 'vostok',
      displayName: 'Компания «Восток»',
      email: 'info@vostok.example',
      signupTime: founded,
    },
    deleteTime: '2025-05-20T10:00:00Z',
    accounts: [],
    members: members([17, olga, owner]),
    createTime: founded,
    updateTime: '2025-05-20T10:00:00Z',
  },
  {
    id: 'org_8HtWb5NvXr7yDp',
    sequence: 5,
    profile: { uniqueId: 'alnoor', displayName: 'شركة النور', signupTime: founded },
    archived: true,
    accounts: [],
    members: {},
    ...times,
  },
];

function members(
  ...entries: readonly (readonly [sequence: number, userId: string, roleId: string, seated?: boolean])[]
): Record<string, MemberRecord> {
  return Object.fromEntries(
    entries.map(([sequence, userId, roleId, seated]) => [
      userId,
      { sequence, userId, roleId, ...(seated === true ? { seated } : {}), ...times },
    ]),
  );
}
