import { isDeepStrictEqual } from 'node:util';
import type { components, operations } from '../generated/types/softwareone.ts';
import { type Api, type Steps, unsupported, upstream } from '../translation/declare.ts';
import { enumMap } from '../translation/enum-map.ts';
import { nextOffset, offsetOf } from '../translation/offset-paging.ts';
import { anonymous } from '../translation/provider.ts';
import { refuse, refuseField } from '../translation/refuse.ts';
import { utc } from '../translation/times.ts';
import { transitioned } from '../translation/transition.ts';
import type * as unified from '../translation/unified.ts';
import settlements from './softwareone.settlements.ts';

// Facts: upstreams/softwareone.md; the keys in brackets (O4, CAN, PC ...) are its sources.
type Schemas = components['schemas'];
interface Account extends Readonly<Schemas['Account']> {}
type Written = Omit<Schemas['AccountUpdate'], 'audit'>;
interface AccountUser extends Readonly<Schemas['AccountUser']> {}

type Accounts<K extends keyof operations> = Api<operations, 'GetAccount' | K>;
const { define, call, calls } = upstream<operations>();

// `select` adds members; the plus sign that it may carry could be read as a space [MOB].
const audited = { select: 'audit' };
const reading = <P>(path: P) => ({ path, query: audited });

// ---- reading organizations ----
// Enabled is not disabled, but cannot transact or be billed; `upstreamState` tells it from Active [CAN, DOC].
const state = enumMap({ Active: 'active', Enabled: 'active', Disabled: 'inactive' });

const toOrganization = (account: Account): unified.OrganizationRecord => ({
  id: account.id,
  ...fieldsOf(account),
  state: state(account.status),
  stateSource: 'native',
  upstreamState: account.status,
  ...timesOf(account.audit),
  raw: account,
});

/** What callers can write, as an account or the body of a write tells it. */
const fieldsOf = (from: Written) => ({
  displayName: from.name,
  description: from.description ?? null,
  externalId: from.externalId ?? null,
  email: from.technicalSupportEmail ?? null,
  website: from.website ?? null,
  address: toAddress(from.address ?? {}),
  languageCode: from.defaultLanguageCode ?? null,
});

/** An empty first line stays in its place, so that the second one is written back as the second. */
function toAddress({ addressLine1, addressLine2, ...from }: Schemas['AddressInput']): unified.Address | null {
  const lines = addressLine2 ? [addressLine1 ?? '', addressLine2] : addressLine1 ? [addressLine1] : [];
  const area = { city: from.city ?? null, region: from.state ?? null };
  const place = { ...area, postalCode: from.postCode ?? null, countryCode: from.country ?? null };
  return lines.length === 0 && Object.values(place).every((part) => part === null) ? null : { lines, ...place };
}

/** A text in place of an object is one that was cut off (document); it tells no time. */
const timeOf = (event: Schemas['AuditEventOrText'] | undefined): string | undefined =>
  typeof event === 'object' ? utc(event?.at) : undefined;
const timesOf = (audit: Schemas['AccountAudit'] | Schemas['CutOffText'] | null | undefined) =>
  typeof audit === 'object' ? { createTime: timeOf(audit?.created), updateTime: timeOf(audit?.updated) } : {};

/** The fields that were asked for and are not shown so. */
function unlike(asked: object, shown: object): readonly string[] {
  const values = new Map<string, unknown>(Object.entries(shown));
  return Object.entries(asked).flatMap(([field, value]) => (isDeepStrictEqual(value, values.get(field)) ? [] : field));
}
const unlikeBody = (body: Written, account: Account) => unlike(fieldsOf(body), fieldsOf(account));
const notShown = (field: string): string => `SoftwareOne's answer does not show ${field} as it was given or stored.`;

function wrote(account: Account, missing: readonly string[] = []): unified.OrganizationChanged {
  return { organization: toOrganization(account), changed: true, warnings: missing.map(notShown) };
}

// ---- writing organizations ----
const storable = ['displayName', 'description', 'email', 'website', 'address', 'languageCode'] as const;
type Patch = unified.BodyOf<'updateOrganization'> & { readonly externalId?: string | null };

/** What was given, null included; else what is stored. */
const patched = <G, S>(given: G | undefined, stored: S): G | S => (given === undefined ? stored : given);

function writtenAddress(given: unified.Address, stored: Schemas['Address'] = {}): Schemas['AddressInput'] {
  const { lines } = given;
  if (lines !== undefined && (lines.length > 2 || lines.at(-1) === '')) {
    refuseField('/address/lines', 'maxItems', 'SoftwareOne stores two address lines, the last of which is not empty.');
  }
  return {
    addressLine1: lines === undefined ? stored.addressLine1 : lines[0] || null,
    addressLine2: lines === undefined ? stored.addressLine2 : (lines[1] ?? null),
    postCode: patched(given.postalCode, stored.postCode),
    city: patched(given.city, stored.city),
    state: patched(given.region, stored.state),
    country: patched(given.countryCode, stored.country),
  };
}

type Given = Pick<unified.BodyOf<'createOrganization'>, (typeof storable)[number] | 'externalId'>;
function newAccount({ displayName: name, email, languageCode, address, ...others }: Given) {
  const renamed = { type: 'Client' as const, technicalSupportEmail: email, defaultLanguageCode: languageCode };
  return { name, ...renamed, ...others, address: address ? writtenAddress(address) : undefined };
}

/** Every writable member as it was read, with the patch on top. What is cleared is sent as null: that clears in a merge too. */
function merged(account: Account, patch: Patch): Schemas['AccountUpdate'] {
  const { eligibility } = account;
  const address = patched(patch.address, account.address && {});
  return {
    name: patch.displayName ?? account.name,
    type: account.type,
    externalId: patched(patch.externalId, account.externalId),
    serviceLevel: account.serviceLevel,
    address: address && writtenAddress(address, account.address ?? {}),
    technicalSupportEmail: patched(patch.email, account.technicalSupportEmail),
    website: patched(patch.website, account.website),
    description: patched(patch.description, account.description),
    // Not even as null: rejected on accounts that are not a Client [CAN BR-007].
    eligibility: eligibility ? { client: eligibility.client, partner: eligibility.partner } : undefined,
    defaultLanguageCode: patched(patch.languageCode, account.defaultLanguageCode),
  };
}

/** Whether a PUT merges or replaces is not known (document), so the whole account is read, merged and written. */
function* write(api: Accounts<'UpdateAccount'>, accountId: string, patch: Patch): Steps<unified.OrganizationChanged> {
  const account = yield* api.GetAccount(reading({ accountId }));
  const body = merged(account, patch);
  if (unlikeBody(body, account).length === 0) return { organization: toOrganization(account), changed: false };

  const withheld = Object.keys(body).filter((member) => account.$meta?.omitted?.includes(member));
  if (withheld.length > 0) refuse('capability-not-supported', `Withheld, so a write could clear it: ${withheld}.`);

  const answered = yield* api.UpdateAccount({ path: { accountId }, body });
  const ignored = unlikeBody(body, answered);
  const refused = ignored.filter((field) => field in patch);
  if (refused.length > 0) {
    const detail = `SoftwareOne took the write but does not show ${refused.join(', ')} as given; read the organization.`;
    const errors = refused.map((field) => ({ pointer: `/${field}`, code: 'not-stored', detail: notShown(field) }));
    refuse('validation-failed', detail, errors);
  }
  // A replacing PUT takes along what AccountUpdate does not know yet; externalName goes with the external ID [CAN BR-016].
  // By name only: a value that breaks the document cannot be read.
  const accounted = new Set([...Object.keys(body), ...Reflect.ownKeys(answered), 'audit', '$meta', 'externalName']);
  const lost = Reflect.ownKeys(account).filter((member) => !accounted.has(member));
  return wrote(answered, [...ignored, ...lost.map(String)]);
}

/** What a verb answered or, where it was refused, what a read shows (that a wrong state answers 400 is inferred). */
function* turned(api: Accounts<never>, accountId: string, to: unified.OrganizationState, answered?: Account) {
  if (answered !== undefined) return wrote(answered);
  return transitioned(toOrganization(yield* api.GetAccount(reading({ accountId }))), to, false);
}

// ---- lists ----
const pageOf = (page: unified.PageRequest) => ({ limit: page.size, offset: offsetOf(page), order: 'id', ...audited });

/** A limit above the cap is lowered without a word [DOC]; going on by the size that was asked for would skip entries. */
function nextOf(page: unified.PageRequest, { $meta, data }: Schemas['AccountList'] | Schemas['AccountUserList']) {
  const size = Math.min(page.size, $meta?.pagination?.limit || page.size);
  return nextOffset({ ...page, size }, data.length, $meta?.pagination?.total ?? undefined);
}

// A text as a quoted RQL literal. How a quote is escaped inside one is not documented; a text that would need it could end the
// literal and widen the filter, so it is refused. Percent-encoding is up to the engine.
function literal(text: string): string {
  const quote = text.includes('"') ? "'" : '"';
  if (text.includes(quote) || /[\\\p{Cc}\p{Cs}]/u.test(text)) {
    refuse('capability-not-supported', 'No filter takes both kinds of quotes, a backslash or a control character.');
  }
  return quote + text + quote;
}
const equal = (member: string, text?: string): readonly string[] =>
  text === undefined ? [] : [`eq(${member},${literal(text)})`];

// No account is ever archived or being deleted, and none has two states.
const never = 'and(eq(status,"Active"),eq(status,"Disabled"))';
const inState = {
  active: 'or(eq(status,"Active"),eq(status,"Enabled"))',
  inactive: 'eq(status,"Disabled")',
  archived: never,
  deleting: never,
};

// ---- members: the person is under `user`, or flat at the top level [O4, DOC users] ----
const memberState = enumMap({
  New: 'unknown',
  Invited: 'invited',
  InvitationExpired: 'invited', // not joined, and can be invited again
  Active: 'active',
  Blocked: 'inactive',
  Disabled: 'inactive',
  Deleted: 'deleting',
});

const personOf = (from: AccountUser): Schemas['User'] =>
  typeof from.user === 'object' && from.user !== null ? from.user : from;
const userOf = (path: unified.Input<'getMember'>['path']) => ({ accountId: path.organization, userId: path.member });
const memberId = (from: AccountUser): string => personOf(from).id ?? from.id;

function toMember(from: AccountUser): unified.MemberRecord {
  const person = personOf(from);
  // In the flat form the status is that of the person; one who is active elsewhere may still be only invited here.
  const invited = person === from && from.status === 'Active' ? from.invitation?.status : undefined;
  const word = invited ?? from.status ?? from.invitation?.status ?? undefined;
  return {
    id: memberId(from),
    displayName: [person.firstName, person.lastName].filter(Boolean).join(' ') || (person.name ?? null),
    email: person.email ?? null,
    state: word === undefined ? 'unknown' : memberState(word),
    upstreamState: word,
    roles: (from.groups ?? from.group ?? []).map(({ id }) => id),
    ...timesOf(from.audit),
    raw: from,
  };
}

function groupsOf(roles: readonly string[] = []): readonly { readonly id: string }[] {
  if (roles.length === 0) refuseField('/roles', 'minItems', 'Give at least one role: the id of a user group (UGR-…).');
  return [...new Set(roles)].map((id) => ({ id }));
}
const sameRoles = (some: readonly string[] = [], others: readonly string[]): boolean =>
  isDeepStrictEqual(new Set(some), new Set(others));

/** The upstream requires both names; put together again they are the display name to the letter. */
function namesOf(displayName = '') {
  const [, firstName, lastName] = /^(\S(?:.*\S)?) (\S+)$/su.exec(displayName) ?? [];
  if (firstName !== undefined && lastName !== undefined) return { firstName, lastName };
  return refuseField('/displayName', 'pattern', 'Give first and last name, with one space before the last name.');
}

// ---- identity ----
type Asked = { readonly path: { readonly accountId: string; readonly userId?: string } };
const sameAccount = ({ path }: Asked, { id }: Account): boolean => id === path.accountId;
/** A member that names an account must name this one; the flat form and cut-off texts name none. */
const inAccount = ({ path }: Asked, { account }: AccountUser): boolean =>
  typeof account !== 'object' || (account?.id ?? path.accountId) === path.accountId;
/** A member may be asked for by the id of the person or of the membership [PC]. */
const sameUser = (asked: Asked, user: AccountUser): boolean =>
  inAccount(asked, user) && [user.id, memberId(user)].some((id) => id === asked.path.userId);

// ---- the provider ----
const byOperations = 'Needs a token of the Operations account.';
const wholeAccount = 'The whole account is read, merged and written: what others change in between is overwritten.';
const note = {
  create: `${byOperations} Creates an account of type Client, because Orgway manages customer organizations. It can never be deleted. The external ID is not unique. What SoftwareOne takes but does not store is named in the warnings.`,
  enable: `${byOperations} This is SoftwareOne's "enable". A Client without an external ID becomes Enabled, which cannot transact or be billed.`,
  disable: `${byOperations} This is SoftwareOne's "disable". Its API pages say that users can no longer sign in; its behaviour notes say that only new orders are blocked.`,
  externalId: `${byOperations} The external ID is the customer number in the ERP and not unique. ${wholeAccount}`,
  add: 'Sends an invitation that lasts seven days. Needs email, displayName and at least one role, the id of a user group. SoftwareOne demands a first and a last name, so displayName is split at its last space. A person known already may keep another name; a warning says so.',
  groups: 'Roles are ids of user groups, at least one. A name has two parts that a display name does not tell apart.',
  remove: 'The person stays and can be invited again. A token cannot remove its own person.',
};
const neverDeleted = 'A SoftwareOne account can never be deleted; to deactivate it is the most that can be done.';
const noExternalAccounts = 'SoftwareOne accounts have no links to external accounts that could be made or undone.';
const rewriting = ['GetAccount', 'UpdateAccount'] as const;
const updateFacts = { fields: storable, reversible: true, idempotent: true, note: wholeAccount } as const;
const idFacts = { reversible: true, idempotent: true, note: note.externalId } as const;
const removal = { reversible: true, idempotent: false, effects: { removes: 'membership' }, note: note.remove } as const;
const sent = { invitations: 'sent' } as const;
const unclear = { signIn: 'unknown', existingSessions: 'unknown' } as const; // S1 and DOC against CAN BR-015
const stateVerbs = { EnableAccount: 'invalid-state-transition', DisableAccount: 'invalid-state-transition' } as const;
const wrongState = ['invalid-state-transition'] as const;
const conflicts = { ...stateVerbs, CreateAccount: 'already-exists', AddAccountUser: 'already-exists' } as const;

export default define({
  id: 'softwareone',
  title: 'SoftwareOne Marketplace',
  credentials: ['apiToken'],
  authorize: ({ apiToken }) => ({ authorization: `Bearer ${apiToken}` }),
  // Looser than ACC-dddd-dddd, which not all published ids follow (document).
  organizationId: /^ACC(?:-\d+)+$/,
  maxPageSize: 100,
  // The only code there is: the fragment of `type`. A link into an RFC has a fragment too, which is none.
  errorCode: (body) => ('type' in body ? /#([A-Z][A-Z\d]*-\d+)$/.exec(body.type ?? '')?.[1] : undefined),
  errors: {
    400: { otherwise: 'upstream-rejected', byOperation: stateVerbs },
    401: 'upstream-credentials-rejected',
    403: 'upstream-credentials-rejected', // what the token may not see is 404, so this is about its rights [CAN]
    404: 'not-found',
    409: { otherwise: 'upstream-rejected', byOperation: conflicts },
    415: 'upstream-rejected',
    429: 'rate-limited',
    500: 'upstream-error',
    501: 'upstream-error',
    502: 'upstream-error',
    503: 'upstream-error',
    504: 'upstream-error',
  },
  requestId: ({ traceId }) => (typeof traceId === 'string' ? traceId : undefined),
  identity: {
    ListAccounts: anonymous('a list over all accounts'),
    CreateAccount: anonymous('a new account'),
    GetAccount: sameAccount,
    UpdateAccount: sameAccount,
    EnableAccount: sameAccount,
    DisableAccount: sameAccount,
    ListAccountUsers: (asked, { data }) => data.every((user) => inAccount(asked, user)),
    AddAccountUser: inAccount,
    GetAccountUser: sameUser,
    UpdateAccountUser: sameUser,
    RemoveAccountUser: anonymous('no body'),
    ReplaceAccountUserGroups: (asked, body) => 'length' in body || sameUser(asked, body), // a bare list names nobody
  },
  settlements,
  operations: {
    listOrganizations: call(
      'ListAccounts',
      ({ query: { externalId, displayName, state }, page }) => {
        const named = [...equal('externalId', externalId), ...equal('name', displayName)];
        const all = state === undefined ? named : [...named, inState[state]];
        return { query: { ...pageOf(page), rql: all.length > 1 ? `and(${all.join(',')})` : all[0] } };
      },
      ({ $meta, data }, { query: { externalId }, page }) => ({
        // Exact, whatever the upstream takes for equal: callers act on what they find by external ID.
        organizations: data.map(toOrganization).filter((one) => (externalId ?? one.externalId) === one.externalId),
        ...nextOf(page, { $meta, data }),
      }),
      { filters: ['externalId', 'displayName', 'state'] },
    ),
    createOrganization: call(
      'CreateAccount',
      ({ body }) => ({ body: newAccount(body) }),
      // What was not stored is a warning: a refusal would hide the id of what exists now.
      (account, { body }) => wrote(account, unlikeBody(newAccount(body), account)),
      { fields: [...storable, 'externalId'], reversible: true, idempotent: false, note: note.create },
    ),
    getOrganization: call('GetAccount', ({ path }) => reading({ accountId: path.organization }), toOrganization),
    updateOrganization: calls(rewriting, ({ path, body }, api) => write(api, path.organization, body), updateFacts),
    deleteOrganization: unsupported(neverDeleted),
    // Not the upstream's `activate` and `deactivate`: those attach and detach the ERP customer number (document).
    activateOrganization: calls(
      ['EnableAccount', 'GetAccount'],
      function* ({ path: { organization: id } }, api) {
        return yield* turned(api, id, 'active', yield* api.EnableAccount({ path: { accountId: id } }, wrongState));
      },
      { reversible: true, idempotent: false, effects: unclear, note: note.enable },
    ),
    deactivateOrganization: calls(
      ['DisableAccount', 'GetAccount'],
      function* ({ path: { organization: id } }, api) {
        return yield* turned(api, id, 'inactive', yield* api.DisableAccount({ path: { accountId: id } }, wrongState));
      },
      { reversible: true, idempotent: false, effects: unclear, note: note.disable },
    ),
    restoreOrganization: unsupported(neverDeleted),
    purgeOrganization: unsupported(neverDeleted),
    setExternalId: calls(rewriting, ({ path, body }, api) => write(api, path.organization, body), idFacts),
    deleteExternalId: calls(rewriting, ({ path }, api) => write(api, path.organization, { externalId: null }), idFacts),
    listExternalAccounts: unsupported(noExternalAccounts),
    connectExternalAccount: unsupported(noExternalAccounts),
    disconnectExternalAccount: unsupported(noExternalAccounts),
    listMembers: call(
      'ListAccountUsers',
      ({ path, page }) => ({ path: { accountId: path.organization }, query: pageOf(page) }),
      (body, { page }) => ({ members: body.data.map(toMember), ...nextOf(page, body) }),
    ),
    addMember: call(
      'AddAccountUser',
      ({ path, body: { email, displayName, roles } }) => ({
        path: { accountId: path.organization },
        body: {
          user: {
            email: email ?? refuseField('/email', 'required', 'Give an e-mail address.'),
            ...namesOf(displayName),
          },
          groups: groupsOf(roles),
          invitation: { status: 'Invited' },
        },
      }),
      (user, { body: { roles, ...person } }) => {
        const member = toMember(user);
        const shown = { ...member, roles: new Set(member.roles) };
        return { member, changed: true, warnings: unlike({ ...person, roles: new Set(roles) }, shown).map(notShown) };
      },
      { fields: ['email', 'displayName', 'roles'], reversible: true, idempotent: false, effects: sent, note: note.add },
    ),
    getMember: call('GetAccountUser', ({ path }) => reading(userOf(path)), toMember),
    updateMember: calls(
      ['GetAccountUser', 'ReplaceAccountUserGroups'],
      function* ({ path, body: { roles } }, api) {
        const user = userOf(path);
        const body = groupsOf(roles);
        const before = toMember(yield* api.GetAccountUser(reading(user)));
        if (sameRoles(roles, before.roles)) return { member: before, changed: false };
        yield* api.ReplaceAccountUserGroups({ path: user, body });
        // Read again: the write answers the member in one source and a bare list of groups in another [O4, PC].
        const member = toMember(yield* api.GetAccountUser(reading(user)));
        if (!sameRoles(roles, member.roles)) refuseField('/roles', 'not-stored', notShown('roles'));
        return { member, changed: true };
      },
      { fields: ['roles'], reversible: true, idempotent: true, note: note.groups },
    ),
    removeMember: call(
      'RemoveAccountUser',
      ({ path }) => ({ path: userOf(path) }),
      () => ({ deleted: true }),
      removal,
    ),
  },
});
