import { operations } from './actor.ts';
import { administrators, modules } from './groups.ts';
import { countedId } from './ids.ts';
import type { Account, AccountStatus, AccountType, Membership, State, User, UserGroup } from './state.ts';

/** The seeded client that every example can be tried on. */
export const showcase = { organization: 'ACC-2000-0001' } as const;

const moment = '2025-02-21T18:02:53.773Z';
const by = { id: 'USR-0000-0001', name: 'Orla Platform' };

type Seed = Pick<Account, 'id' | 'name' | 'type' | 'status'> & Partial<Account>;

function account(seed: Seed): Account {
  const created = { at: moment, by, of: { ...operations } };
  const { externalId, name } = seed;
  return {
    address: {},
    externalIds: {},
    icon: `/v1/accounts/accounts/${seed.id}/icon`,
    groups: groupsOf(seed.id),
    revision: 1,
    audit: { created, updated: created },
    ...(externalId === undefined ? {} : { externalName: name }),
    ...seed,
  };
}

/** An account's default group and one more, under ids that follow from the account's. */
function groupsOf(accountId: string): UserGroup[] {
  const number = accountId.slice('ACC-'.length);
  const [high = '', low = ''] = number.split('-');
  return [
    administrators(`UGR-${number}`),
    {
      id: `UGR-${high.replace(/^./, '9')}-${low}`,
      name: 'Readers',
      description: 'Members who look on',
      isDefault: false,
      modules: [{ ...modules.billing }],
    },
  ];
}

function user(id: string, email: string, firstName: string, lastName: string, status: User['status']): User {
  return { id, email, firstName, lastName, status };
}

function member(state: State, accountId: string, person: User, invitation?: Membership['invitation']): void {
  const created = { at: moment, by, of: { ...operations } };
  state.users[person.id] = person;
  state.members[accountId] = {
    ...state.members[accountId],
    [person.id]: {
      userId: person.id,
      groupIds: [`UGR-${accountId.slice('ACC-'.length)}`],
      status: invitation === undefined ? 'Active' : 'Invited',
      ...(invitation === undefined ? { lastLoginAt: '2026-05-04T07:15:00.000Z' } : { invitation }),
      revision: 1,
      audit: { created, updated: created, ...(invitation === undefined ? { joined: created } : { invited: created }) },
    },
  };
}

/** The state a new sandbox starts with: the operator, three clients in the three states, and a vendor. */
export function seed(): State {
  const all = [
    account({
      ...operations,
      type: 'Operations',
      status: 'Enabled',
      audit: { created: { at: '2023-01-01T00:00:00.000Z' } },
    }),
    account({
      id: showcase.organization,
      name: 'Żółta Łódź Logistyka 🚢',
      type: 'Client',
      status: 'Active',
      externalId: 'WW-1001111',
      externalIds: { pyraTenantId: '3f0b6f5e-6a1c-4a57-9a53-0f6f4f1a2b01' },
      serviceLevel: 'Elite',
      address: { addressLine1: 'ul. Długa 7', postCode: '80-827', city: 'Gdańsk', state: 'Pomorskie', country: 'PL' },
      technicalSupportEmail: 'pomoc@lodz.example',
      website: 'https://lodz.example',
      description: 'Freight and forwarding',
      eligibility: { client: true, partner: false },
      defaultLanguageCode: 'pl-PL',
    }),
    account({
      id: 'ACC-2000-0002',
      name: '株式会社さくら商事',
      type: 'Client',
      status: 'Enabled',
      address: { city: '大阪市', country: 'JP' },
      eligibility: { client: true, partner: true },
    }),
    account({
      id: 'ACC-2000-0003',
      name: 'شركة النخبة للتجارة',
      type: 'Client',
      status: 'Disabled',
      externalId: 'WW-1003333',
      externalIds: { pyraTenantId: '3f0b6f5e-6a1c-4a57-9a53-0f6f4f1a2b03' },
      description: 'Closed by the operator',
    }),
    account({
      id: 'ACC-3000-0001',
      name: 'Бібліотека Software',
      type: 'Vendor',
      status: 'Active',
      externalId: 'MFR-77',
      website: 'https://library.example',
    }),
  ];
  const state: State = { accounts: Object.fromEntries(all.map((each) => [each.id, each])), users: {}, members: {} };
  for (const { id } of all) state.members[id] = {};
  const first = showcase.organization;
  member(state, first, user('USR-2000-0001', 'jadwiga@lodz.example', 'Jadwiga', 'Żuraw', 'Active'));
  member(state, first, user('USR-2000-0002', 'tomek@lodz.example', 'Tomek', 'Śliwa', 'Invited'), {
    code: '910B14E6CB2343A09CB32F24BBC4BEF1',
    expiresAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
  });
  member(state, first, user('USR-2000-0003', 'ola@lodz.example', 'Ola', 'Gęś', 'Invited'), {
    code: '1F24BBC4BEF1910B14E6CB2343A09CB3',
    expiresAt: '2025-02-28T18:02:53.773Z',
  });
  member(state, 'ACC-2000-0002', user('USR-2000-0004', 'hana@sakura.example', '花', '佐藤', 'Active'));
  member(state, 'ACC-3000-0001', user('USR-3000-0001', 'lesya@library.example', 'Леся', 'Коваль', 'Active'));
  return state;
}

const kinds: readonly (readonly [AccountType, AccountStatus])[] = [
  ['Client', 'Active'],
  ['Client', 'Active'],
  ['Client', 'Enabled'],
  ['Client', 'Disabled'],
  ['Vendor', 'Active'],
];

/** Adds generated accounts with one member each. */
export function populate(state: State, count: number): void {
  let index = 0;
  for (let added = 0; added < count; index += 1) {
    const id = countedId('ACC', 5000, index);
    if (Object.hasOwn(state.accounts, id)) continue;
    const [type, status] = kinds[added % kinds.length] ?? ['Client', 'Active'];
    const number = String(index).padStart(5, '0');
    const linked = status === 'Enabled' ? {} : { externalId: `WW-5${number}` };
    state.accounts[id] = account({ id, name: `Компанія ${number}`, type, status, ...linked });
    state.members[id] = {};
    const person = user(
      countedId('USR', 5000, index),
      `user${number}@generated.example`,
      'Generated',
      number,
      'Active',
    );
    member(state, id, person);
    added += 1;
  }
}
