import { generatedDomain } from './names.ts';
import { put } from './records.ts';
import type { Human, Organization, User, ZitadelState } from './state.ts';

const instance = '300000000000000001';
const instanceDomain = 'zitadel.sandbox.example';
const defaultId = '310000000000000001';
const callerId = '310000000000000002';
const showcaseId = '310000000000000003';
const inactiveId = '310000000000000004';
/** Ids may be chosen by clients, and then be any text. */
const customId = 'custom-org-ID';

/** Metadata key under which the seeded organizations hold their external id. */
const externalIdKey = 'orgway_external_id';

/** The organization every lifecycle call can be tried on. */
export const showcase = { organization: showcaseId };

/** The state of a new sandbox: the default organization, that of the caller, and three customers. */
export function seed(): ZitadelState {
  const state: ZitadelState = {
    instance,
    instanceDomain,
    defaultOrganization: defaultId,
    projectOrganization: defaultId,
    caller: { user: '320000000000000002', organization: callerId },
    oauth: { secret: 'sandbox', keys: {}, tokenLifetimeSeconds: 43_200, tokens: {} },
    latestEvent: at('2025-06-02T08:00:00Z', 0),
    organizations: {},
    users: {},
    names: {},
    domains: {},
    removed: {},
  };
  addOrganization(state, { id: defaultId, name: 'ZITADEL', created: at('2025-01-07T09:30:00Z', 120_451) });
  addOrganization(state, { id: callerId, name: 'Sandbox Operations', created: at('2025-01-07T10:02:11Z', 7_300) });
  addOrganization(state, {
    id: showcaseId,
    name: 'Nordwind Handels GmbH',
    created: at('2025-02-14T13:37:42Z', 522_313),
    metadata: { [externalIdKey]: 'customer-0001', plan: 'größer ✨' },
    domains: ['nordwind.example'],
  });
  addOrganization(state, {
    id: inactiveId,
    name: '東京物流株式会社',
    created: at('2025-03-03T00:00:00Z', 1_000),
    state: 'INACTIVE',
    metadata: { [externalIdKey]: 'kunde/二' },
  });
  addOrganization(state, { id: customId, name: 'Café Łódź 🏢 Zürich', created: at('2025-04-21T06:15:09Z', 0) });
  for (const user of seedUsers()) put(state.users, user.id, user);
  return state;
}

function seedUsers(): User[] {
  return [
    person('320000000000000001', defaultId, 'Zita', 'Delaware', { gender: 'FEMALE', preferredLanguage: 'de' }),
    machine('320000000000000002', callerId, 'sandbox-operator', 'Calls the API in the sandbox'),
    person('320000000000000003', callerId, 'Olu', 'Adébáyọ̀', { phone: '+41791234567', phoneVerified: true }),
    person('320000000000000004', showcaseId, 'Jürgen', 'Großmann', { nickName: 'Jürg', gender: 'MALE' }),
    person('320000000000000005', showcaseId, 'Zoë', 'O’Neil 🚀', { gender: 'DIVERSE', passwordChanged: noon }),
    person('320000000000000006', showcaseId, 'Мария', 'Иванова', { emailVerified: false }, 'INITIAL'),
    person('320000000000000007', showcaseId, 'Λεωνίδας', 'Παππάς', { passwordChangeRequired: true }, 'LOCKED'),
    person('320000000000000008', showcaseId, 'Åsa', 'Öberg', {}, 'INACTIVE'),
    machine('320000000000000009', showcaseId, 'nordwind-erp', ''),
    person('320000000000000010', inactiveId, '花子', '山田', { preferredLanguage: 'ja', displayName: '山田 花子' }),
  ];
}

const noon = at('2025-05-05T12:00:00Z', 0);

function person(
  id: string,
  organization: string,
  givenName: string,
  familyName: string,
  more: Partial<Human>,
  state: User['state'] = 'ACTIVE',
): User {
  const email = `user${Number(id.slice(-4))}@example.com`;
  return {
    ...account(id, organization, email, state),
    human: {
      givenName,
      familyName,
      nickName: '',
      displayName: `${givenName} ${familyName}`,
      preferredLanguage: 'en',
      gender: 'UNSPECIFIED',
      email,
      emailVerified: true,
      phone: '',
      phoneVerified: false,
      passwordChangeRequired: false,
      ...more,
    },
  };
}

function machine(id: string, organization: string, name: string, description: string): User {
  return {
    ...account(id, organization, name, 'ACTIVE'),
    machine: {
      name,
      description,
      hasSecret: description !== '',
      accessTokenType: description === '' ? 'JWT' : 'BEARER',
    },
  };
}

function account(id: string, organization: string, username: string, state: User['state']) {
  const created = at('2025-05-01T07:00:00Z', Number(id.slice(-4)) * 1001);
  return { id, organization, username, state, creationDate: created, changeDate: created, sequence: 1 };
}

interface SeedOrganization {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  readonly state?: Organization['state'];
  readonly metadata?: Readonly<Record<string, string>>;
  /** Verified domains besides the generated one. */
  readonly domains?: readonly string[];
}

function addOrganization(state: ZitadelState, given: SeedOrganization): void {
  const primaryDomain = generatedDomain(given.name, instanceDomain);
  const domains = [primaryDomain, ...(given.domains ?? [])];
  const entries = Object.entries(given.metadata ?? {});
  const sequence = given.state === 'INACTIVE' ? 5 : 4;
  put(state.organizations, given.id, {
    id: given.id,
    name: given.name,
    state: given.state ?? 'ACTIVE',
    primaryDomain,
    domains,
    creationDate: given.created,
    changeDate: given.created,
    sequence,
    events: sequence + entries.length,
    metadata: Object.fromEntries(
      entries.map(([key, value], index) => [
        key,
        {
          value: Buffer.from(value).toString('base64'),
          creationDate: given.created + index + 1,
          changeDate: given.created + index + 1,
          sequence: sequence + index + 1,
        },
      ]),
    ),
  });
  put(state.names, given.name.toLowerCase(), given.id);
  for (const domain of domains) put(state.domains, domain, given.id);
}

/** A point in time with microseconds. */
function at(second: string, microseconds: number): number {
  return Date.parse(second) * 1000 + microseconds;
}
