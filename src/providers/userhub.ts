import { isDeepStrictEqual } from 'node:util';
import type { components, operations } from '../generated/types/userhub.ts';
import { type Api, type Steps, upstream } from '../translation/declare.ts';
import { enumMap } from '../translation/enum-map.ts';
import { nextOffset, offsetOf } from '../translation/offset-paging.ts';
import { anonymous, type Refusal } from '../translation/provider.ts';
import { refuse } from '../translation/refuse.ts';
import { utc } from '../translation/times.ts';
import { wrongState } from '../translation/transition.ts';
import type {
  Address,
  ExternalAccount,
  MemberRecord,
  OrganizationChanged,
  OrganizationRecord,
} from '../translation/unified.ts';

type Schemas = components['schemas'];
interface Organization extends Readonly<Schemas['Organization']> {}
interface Member extends Readonly<Schemas['Member']> {}
interface Account extends Readonly<Schemas['AccountConnection']> {}
type ErrorCode = NonNullable<Schemas['ErrorStatus']['code']>;

const { define, call, calls } = upstream<operations>();

// Pinned: which edition answers a call that names none is not published (document, ApiVersion).
const header = { 'UserHub-Api-Version': '2025-05-01' } as const;

// UserHub may take aliases in their place, but answers with these: an alias would defeat every comparison.
const ids = { organization: /^org_[A-Za-z0-9]+$/, user: /^usr_[A-Za-z0-9]+$/, connection: /^conn_[A-Za-z0-9]+$/ };
// No organization carries any other external ID (JS adminv1.ts OrganizationInput).
const uniqueId = /^(?!org_)[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/;

const organizationState = enumMap({
  ACTIVE: 'active',
  DISABLED: 'inactive',
  ARCHIVED: 'archived',
  PENDING_DELETION: 'deleting',
});
const accountState = enumMap({ ACTIVE: 'active' });
const memberState = enumMap({ ACTIVE: 'active', PENDING_DELETION: 'deleting' });

// Editions print what is not set as absent, as null or as an empty string (facts 4).
const toOrganization = (from: Organization): OrganizationRecord => ({
  id: from.id,
  displayName: from.displayName || null,
  state: organizationState(from.state),
  stateReason: from.stateReason || null,
  stateSource: 'native',
  upstreamState: from.state,
  externalId: from.uniqueId || null,
  email: from.email || null,
  phoneNumber: from.phoneNumber || null,
  logoUrl: from.imageUrl || null,
  address: from.address ? toAddress(from.address) : null,
  currencyCode: from.currencyCode || null,
  languageCode: from.languageCode || null,
  regionCode: from.regionCode || null,
  timeZone: from.timeZone || null,
  memberCount: from.memberCount,
  externalAccounts: toExternalAccounts(from.accountConnections),
  createTime: utc(from.createTime),
  updateTime: utc(from.updateTime),
  raw: withoutSettings(from),
});

const toAddress = (from: Schemas['Address']): Address => ({
  lines: from.lines ?? [],
  city: from.city || null,
  region: from.state || null,
  postalCode: from.postalCode || null,
  countryCode: from.country || null,
});

/** An account is addressed by its connection, so one whose connection is not shown cannot be listed. */
const toExternalAccounts = (from: readonly Account[] = []): ExternalAccount[] =>
  from.flatMap(({ connection, ...account }) =>
    connection ? [{ ...toExternalAccount(account), id: connection.id, system: connection.type }] : [],
  );

const toExternalAccount = (from: Account): Omit<ExternalAccount, 'id' | 'system'> => ({
  externalId: from.externalId || null,
  state: accountState(from.state),
  upstreamState: from.state,
  displayName: from.displayName || null,
  email: from.email || null,
  currencyCode: from.currencyCode || null,
  balanceAmount: from.balanceAmount || null,
  adminUrl: from.adminUrl || null,
  createTime: utc(from.createTime),
  updateTime: utc(from.updateTime),
});
