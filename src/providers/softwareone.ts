import { isDeepStrictEqual } from 'node:util';
import type { components, operations } from '../generated/types/softwareone.ts';
import { type Api, type Steps, unsupported, upstream } from '../translation/declare.ts';
import { enumMap } from '../translation/enum-map.ts';
import { nextOffset, offsetOf } from '../translation/offset-paging.ts';
import { anonymous } from '../translation/provider.ts';
import { refuse } from '../translation/refuse.ts';
import { utc } from '../translation/times.ts';
import { transitioned } from '../translation/transition.ts';
import type {
  Address,
  BodyOf,
  MemberRecord,
  OrganizationChanged,
  OrganizationRecord,
  OrganizationState,
  PageRequest,
} from '../translation/unified.ts';

// Facts: upstreams/softwareone.md; the keys in brackets (O4, CAN, PC ...) are its sources.

type Schemas = components['schemas'];
interface Account extends Readonly<Schemas['Account']> {}
interface AccountUser extends Readonly<Schemas['AccountUser']> {}

const { define, call, calls } = upstream<operations>();

/** A refusal that names the field of the body to correct. */
function invalid(pointer: string, code: string, detail: string): never {
  return refuse('validation-failed', detail, [{ pointer, code, detail }]);
}

// ---- reading organizations ----

// Enabled is not disabled, but cannot transact or be billed; `upstreamState` tells it from Active [CAN, DOC].
const state = enumMap({ Active: 'active', Enabled: 'active', Disabled: 'inactive' });

const toOrganization = (account: Account): OrganizationRecord => ({
  id: account.id,
  displayName: account.name,
  description: account.description ?? null,
  state: state(account.status),
  stateSource: 'native',
  upstreamState: account.status,
  externalId: account.externalId ?? null,
  email: account.technicalSupportEmail ?? null,
  website: account.website ?? null,
  address: toAddress(account.address ?? {}),
  languageCode: account.defaultLanguageCode ?? null,
  createTime: timeOf(account.audit?.created),
  updateTime: timeOf(account.audit?.updated),
  raw: account,
});

/** An empty first line stays in its place, so that the second one is written back as the second. */
function toAddress({ addressLine1, addressLine2, ...from }: Schemas['Address']): Address | null {
  const lines = addressLine2 ? [addressLine1 ?? '', addressLine2] : addressLine1 ? [addressLine1] : [];
  const places = {
    city: from.city ?? null,
    region: from.state ?? null,
    postalCode: from.postCode ?? null,
    countryCode: from.country ?? null,
  };
  return isEmpty([lines, places]) ? null : { lines, ...places };
}

/** A text in place of an event is an object that was cut off (facts, section 10.1); it tells no time. */
const timeOf = (event: Schemas['AuditEventOrText'] | undefined): string | undefined =>
  typeof event === 'object' ? utc(event?.at) : undefined;

function* read(api: Api<operations, 'GetAccount'>, id: string): Steps<Account> {
  return yield* api.GetAccount({ path: { accountId: id }, query: { select: 'audit' } });
}

// ---- comparing: null, absent and empty objects and lists all say that there is nothing ----

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.values(value).every(isEmpty));

const shows = (shown: unknown, asked: unknown): boolean =>
  isObject(asked)
    ? Object.entries(asked).every(([name, value]) => shows(isObject(shown) ? shown[name] : undefined, value))
    : isDeepStrictEqual(shown, asked) || (isEmpty(shown) && isEmpty(asked));

/** The fields that were asked for and that the record does not show. */
function unlike(asked: object, record: object): readonly string[] {
  const shown = new Map<string, unknown>(Object.entries(record));
  return Object.entries(asked).flatMap(([field, value]) => (shows(shown.get(field), value) ? [] : [field]));
}

/** After a creation a field that was not stored is a warning: a refusal would hide the id of what exists now. */
const notShown = (field: string): string =>
  `SoftwareOne's answer does not show ${field} as given; the answer is what SoftwareOne says it stored.`;

// ---- writing organizations ----

const storable = ['displayName', 'description', 'email', 'website', 'address', 'languageCode'] as const;
type Patch = Pick<BodyOf<'updateOrganization'>, (typeof storable)[number]> & { readonly externalId?: string | null };

/** What was given, null included; else what is stored. */
const patched = <G, S>(given: G | undefined, stored: S): G | S => (given === undefined ? stored : given);

function writtenAddress(given: Address, stored: Schemas['Address'] = {}): Schemas['AddressUpdate'] {
  const { lines } = given;
  if (lines !== undefined && (lines.length > 2 || lines.at(-1) === '')) {
    invalid(
      '/address/lines',
      'maxItems',
      'SoftwareOne stores two address lines; the last one given must not be empty.',
    );
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

/** Every writable member as it was read, with the patch on top. What is cleared is sent as null, which clears in a merge too. */
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

/** Whether a PUT merges or replaces is not known (facts, section 2), so the whole account is read, merged and written. */
function* write(
  api: Api<operations, 'GetAccount' | 'UpdateAccount'>,
  id: string,
  patch: Patch,
): Steps<OrganizationChanged> {
  const account = yield* read(api, id);
  const before = toOrganization(account);
  if (unlike(patch, before).length === 0) return { organization: before, changed: false };

  const body = merged(account, patch);
  const withheld = Object.keys(body).filter((member) => account.$meta?.omitted?.includes(member));
  if (withheld.length > 0) {
    const detail = `SoftwareOne withheld ${withheld.join(', ')} of the account, so a write could clear it; nothing was written.`;
    refuse('capability-not-supported', detail);
  }
  const answered = yield* api.UpdateAccount({ path: { accountId: id }, body });
  const organization = toOrganization(answered);
  const ignored = unlike(patch, organization);
  if (ignored.length > 0) {
    refuse(
      'validation-failed',
      `SoftwareOne accepted the write but did not store ${ignored.join(', ')} as given; read the organization again.`,
      ignored.map((field) => ({ pointer: `/${field}`, code: 'unsupported-field', detail: notShown(field) })),
    );
  }
  return { organization, changed: true, warnings: lost(account, body, answered) };
}

/** Warns of members that had a value, were not to be cleared, and are gone: newer ones that AccountUpdate does not have yet. */
function lost(account: Account, body: object, answered: Account): readonly string[] {
  const sent = new Map<string, unknown>(Object.entries(body));
  const shown = new Map<string, unknown>(Object.entries(answered));
  return Object.entries(account)
    .filter(
      ([member, value]) => !isEmpty(value) && isEmpty(shown.get(member)) && member !== 'audit' && member !== '$meta',
    )
    .filter(([member]) => !(sent.has(member) && isEmpty(sent.get(member))))
    .map(([member]) => `SoftwareOne's answer to the write no longer shows ${member}, which the account had before.`);
}

/** After a verb: its own answer, or, where it was refused, what a read shows (that a wrong state answers 400 is inferred). */
function* turned(
  api: Api<operations, 'GetAccount'>,
  id: string,
  to: OrganizationState,
  answered: Account | undefined,
): Steps<OrganizationChanged> {
  if (answered !== undefined) return { organization: toOrganization(answered), changed: true };
  return transitioned(toOrganization(yield* read(api, id)), to, false);
}

// ---- lists ----

// Sources disagree on whether `groups` and others come by default; `select` only adds, and without a plus sign it needs no care [MOB].
const pageOf = (page: PageRequest) => ({ limit: page.size, offset: offsetOf(page), order: 'id', select: 'audit' });

function nextOf(page: PageRequest, { $meta, data }: Schemas['AccountList'] | Schemas['AccountUserList']) {
  // A limit above the cap is lowered without a word [DOC rql-advanced-tips]; going on by the size asked for would skip entries.
  const size = Math.min(page.size, $meta?.pagination?.limit || page.size);
  return nextOffset({ ...page, size }, data.length, $meta?.pagination?.total ?? undefined);
}

/**
 * A text as a quoted RQL literal in which every character that means something to RQL or to a URL is percent-encoded. How a quote
 * is escaped inside a literal is not documented, so a text that would need it is refused: it could end the literal and widen the filter.
 */
function literal(text: string, pointer: string): string {
  const quote = text.includes('"') ? "'" : '"';
  if (text.includes(quote) || /[\\\p{Cc}\p{Cs}]/u.test(text)) {
    const detail =
      'SoftwareOne filters cannot express a text with both kinds of quotes, a backslash or a control character.';
    refuse('capability-not-supported', detail, [{ pointer, code: 'capability-not-supported', detail }]);
  }
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(`${quote}${text}${quote}`).replace(/[!'()*]/g, hex);
}

const is = (word: Account['status']): string => `eq(status,%22${word}%22)`;
const nothing = `and(${is('Active')},${is('Disabled')})`;
const inState = {
  active: `or(${is('Active')},${is('Enabled')})`,
  inactive: is('Disabled'),
  // No account is ever in these states; the condition that none meets leaves it to the upstream to say so.
  archived: nothing,
  deleting: nothing,
};

interface Filters {
  readonly externalId?: string;
  readonly displayName?: string;
  readonly state?: keyof typeof inState;
}
function filter({ externalId, displayName, state }: Filters): string | undefined {
  const conditions = [
    externalId === undefined ? [] : `eq(externalId,${literal(externalId, 'query/externalId')})`,
    displayName === undefined ? [] : `eq(name,${literal(displayName, 'query/displayName')})`,
    state === undefined ? [] : inState[state],
  ].flat();
  return conditions.length > 1 ? `and(${conditions.join(',')})` : conditions[0];
}

// ---- members: the person is under `user`, or flat at the top level [O4, DOC users] ----

const memberState = enumMap({
  New: 'unknown',
  Invited: 'invited',
  // Not joined, and can be invited again.
  InvitationExpired: 'invited',
  Active: 'active',
  Blocked: 'inactive',
  Disabled: 'inactive',
  Deleted: 'deleting',
});

const personOf = (from: AccountUser): Schemas['User'] =>
  typeof from.user === 'object' && from.user !== null ? from.user : from;
const memberId = (from: AccountUser): string => personOf(from).id ?? from.id;

function toMember(from: AccountUser): MemberRecord {
  const person = personOf(from);
  // In the flat form the status is that of the person; one who is active elsewhere may still be only invited here.
  const invited = person === from && from.status === 'Active' ? from.invitation?.status : undefined;
  const word = invited ?? from.status ?? from.invitation?.status ?? undefined;
  const audit = typeof from.audit === 'object' ? from.audit : undefined;
  return {
    id: memberId(from),
    displayName: [person.firstName, person.lastName].filter(Boolean).join(' ') || (person.name ?? null),
    email: person.email ?? null,
    state: word === undefined ? 'unknown' : memberState(word),
    upstreamState: word,
    roles: (from.groups ?? from.group ?? []).map(({ id }) => id),
    createTime: timeOf(audit?.created),
    updateTime: timeOf(audit?.updated),
    raw: from,
  };
}

function groupsOf(roles: readonly string[] = []): { readonly id: string }[] {
  if (roles.length === 0) {
    invalid('/roles', 'minItems', 'A SoftwareOne member has at least one role: give the id of a user group (UGR-…).');
  }
  return [...new Set(roles)].map((id) => ({ id }));
}
const sameRoles = (some: readonly string[] = [], others: readonly string[]): boolean =>
  isDeepStrictEqual(new Set(some), new Set(others));

/** The upstream requires both names; put together again they are the display name to the letter. */
function namesOf(displayName = ''): { firstName: string; lastName: string } {
  const [, firstName, lastName] = /^(\S(?:.*\S)?) (\S+)$/su.exec(displayName) ?? [];
  if (firstName === undefined || lastName === undefined) {
    invalid(
      '/displayName',
      'pattern',
      'SoftwareOne needs a first and a last name: give both, with one space before the last name.',
    );
  }
  return { firstName, lastName };
}

function* readMember(
  api: Api<operations, 'GetAccountUser'>,
  organization: string,
  member: string,
): Steps<MemberRecord> {
  const path = { accountId: organization, userId: member };
  return toMember(yield* api.GetAccountUser({ path, query: { select: 'audit' } }));
}

// ---- identity ----

interface AccountPath {
  readonly path: { readonly accountId: string };
}
interface UserPath {
  readonly path: { readonly accountId: string; readonly userId: string };
}
const sameAccount = ({ path }: AccountPath, { id }: Account): boolean => id === path.accountId;

/** An entry that names an account must name this one; the flat form and cut-off texts name none. */
const inAccount = ({ path }: AccountPath, { account }: AccountUser): boolean =>
  typeof account !== 'object' || (account?.id ?? path.accountId) === path.accountId;

/** A member may be asked for by the person's id or by the id of the membership [PC]. */
const sameUser = (asked: UserPath, user: AccountUser): boolean =>
  inAccount(asked, user) && [user.id, memberId(user)].includes(asked.path.userId);

const isGroupList = (body: Schemas['AccountUserGroupsResult']): body is Schemas['UserGroupList'] => Array.isArray(body);

// ---- the provider ----

const operationsOnly = 'Needs a token of the Operations account.';
const externalIdNote = `${operationsOnly} The external ID is the customer number in the ERP; SoftwareOne does not keep it unique. The account is read, merged and written as a whole, so a change made by someone else in between is overwritten.`;
const neverDeleted =
  'SoftwareOne accounts can never be deleted; deactivate is the strongest thing that can be done to one.';
const noExternalAccounts = 'SoftwareOne accounts are not linked to accounts in third systems through this API.';

export default define({
  id: 'softwareone',
  title: 'SoftwareOne Marketplace',
  credentials: ['apiToken'],
  authorize: ({ apiToken }) => ({ authorization: `Bearer ${apiToken}` }),
  // Looser than ACC-dddd-dddd, which not all published ids follow (facts, section 3).
  organizationId: /^ACC(?:-\d+)+$/,
  maxPageSize: 100,
  // The only code the platform has is the fragment of `type`; links into an RFC have one too, which is none.
  errorCode: (body) => ('type' in body ? /#([A-Z][A-Z\d]*-\d+)$/.exec(body.type ?? '')?.[1] : undefined),
  errors: {
    400: {
      otherwise: 'upstream-rejected',
      byOperation: { EnableAccount: 'invalid-state-transition', DisableAccount: 'invalid-state-transition' },
    },
    401: 'upstream-credentials-rejected',
    // What the token may not see is 404, so 403 is about the rights of the token [CAN section 2].
    403: 'upstream-credentials-rejected',
    404: 'not-found',
    409: {
      otherwise: 'upstream-rejected',
      byOperation: {
        CreateAccount: 'already-exists',
        AddAccountUser: 'already-exists',
        EnableAccount: 'invalid-state-transition',
        DisableAccount: 'invalid-state-transition',
      },
    },
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
    ReplaceAccountUserGroups: (asked, body) => isGroupList(body) || sameUser(asked, body),
  },
  operations: {
    listOrganizations: call(
      'ListAccounts',
      ({ query, page }) => ({ query: { ...pageOf(page), rql: filter(query) } }),
      (body, { query, page }) => ({
        // Exact, whatever the upstream's comparison takes for equal: callers act on what they find by external ID.
        organizations: body.data
          .filter(({ externalId }) => query.externalId === undefined || externalId === query.externalId)
          .map(toOrganization),
        ...nextOf(page, body),
      }),
      { filters: ['externalId', 'displayName', 'state'] },
    ),
    createOrganization: call(
      'CreateAccount',
      ({ body }) => ({
        body: {
          name: body.displayName,
          type: 'Client',
          externalId: body.externalId,
          address: body.address ? writtenAddress(body.address) : undefined,
          technicalSupportEmail: body.email,
          website: body.website,
          description: body.description,
          defaultLanguageCode: body.languageCode,
        },
      }),
      (account, { body }) => {
        const organization = toOrganization(account);
        return { organization, changed: true, warnings: unlike(body, organization).map(notShown) };
      },
      {
        fields: [...storable, 'externalId'],
        reversible: false,
        idempotent: false,
        note: `${operationsOnly} Creates an account of type Client, since Orgway manages customer organizations; an account can never be deleted. SoftwareOne does not keep external IDs unique. A field that it accepts but does not store is named in the warnings.`,
      },
    ),
    getOrganization: call(
      'GetAccount',
      ({ path }) => ({ path: { accountId: path.organization }, query: { select: 'audit' } }),
      toOrganization,
    ),
    updateOrganization: calls(
      ['GetAccount', 'UpdateAccount'],
      ({ path, body }, api) => write(api, path.organization, body),
      {
        fields: storable,
        reversible: true,
        idempotent: true,
        note: 'The account is read, merged and written as a whole, so a change made by someone else in between is overwritten.',
      },
    ),
    deleteOrganization: unsupported(neverDeleted),
    activateOrganization: calls(
      ['EnableAccount', 'GetAccount'],
      function* ({ path }, api) {
        // Not the upstream's `activate`, which attaches an ERP customer number (facts, section 4).
        const enabled = yield* api.EnableAccount({ path: { accountId: path.organization } }, [
          'invalid-state-transition',
        ]);
        return yield* turned(api, path.organization, 'active', enabled);
      },
      {
        reversible: true,
        idempotent: false,
        effects: { signIn: 'unknown', existingSessions: 'unknown' },
        note: `${operationsOnly} Calls SoftwareOne's "enable": a Client becomes Active with an external ID, else Enabled, which cannot transact or be billed.`,
      },
    ),
    deactivateOrganization: calls(
      ['DisableAccount', 'GetAccount'],
      function* ({ path }, api) {
        // Not the upstream's `deactivate`, which detaches the ERP customer number.
        const disabled = yield* api.DisableAccount({ path: { accountId: path.organization } }, [
          'invalid-state-transition',
        ]);
        return yield* turned(api, path.organization, 'inactive', disabled);
      },
      {
        reversible: true,
        idempotent: false,
        // S1 and DOC against CAN BR-015.
        effects: { signIn: 'unknown', existingSessions: 'unknown' },
        note: `${operationsOnly} Calls SoftwareOne's "disable". Its API pages say that users can no longer sign in; its behaviour notes say that sign-in and tokens go on and only new orders are blocked.`,
      },
    ),
    restoreOrganization: unsupported(neverDeleted),
    purgeOrganization: unsupported(neverDeleted),
    setExternalId: calls(
      ['GetAccount', 'UpdateAccount'],
      ({ path, body }, api) => write(api, path.organization, { externalId: body.externalId }),
      { reversible: true, idempotent: true, note: externalIdNote },
    ),
    deleteExternalId: calls(
      ['GetAccount', 'UpdateAccount'],
      ({ path }, api) => write(api, path.organization, { externalId: null }),
      { reversible: true, idempotent: true, note: externalIdNote },
    ),
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
      ({ path, body }) => ({
        path: { accountId: path.organization },
        body: {
          user: {
            email:
              body.email ?? invalid('/email', 'required', 'SoftwareOne adds members by e-mail address: give email.'),
            ...namesOf(body.displayName),
          },
          groups: groupsOf(body.roles),
          invitation: { status: 'Invited' },
        },
      }),
      (user, { body: { email, displayName, roles } }) => {
        const member = toMember(user);
        const fields = [
          ...unlike({ email, displayName }, member),
          ...(sameRoles(roles, member.roles) ? [] : ['roles']),
        ];
        return { member, changed: true, warnings: fields.map(notShown) };
      },
      {
        fields: ['email', 'displayName', 'roles'],
        reversible: true,
        idempotent: false,
        effects: { invitations: 'sent' },
        note: 'Sends an invitation that lasts seven days. email, displayName and at least one role (id of a user group) are required: SoftwareOne demands a first and a last name, so displayName is split at its last space. A person SoftwareOne knows already may keep another name; the warnings say so.',
      },
    ),
    getMember: calls(['GetAccountUser'], ({ path }, api) => readMember(api, path.organization, path.member)),
    updateMember: calls(
      ['GetAccountUser', 'ReplaceAccountUserGroups'],
      function* ({ path, body }, api) {
        const groups = groupsOf(body.roles);
        const before = yield* readMember(api, path.organization, path.member);
        if (sameRoles(body.roles, before.roles)) return { member: before, changed: false };
        yield* api.ReplaceAccountUserGroups({
          path: { accountId: path.organization, userId: path.member },
          body: groups,
        });
        // Read again: the answer is the member in one source and a bare list of groups in another.
        const member = yield* readMember(api, path.organization, path.member);
        if (!sameRoles(body.roles, member.roles)) {
          invalid('/roles', 'unsupported-field', 'SoftwareOne accepted the write but did not store roles as given.');
        }
        return { member, changed: true };
      },
      {
        fields: ['roles'],
        reversible: true,
        idempotent: true,
        note: 'Roles are ids of user groups, at least one. A name cannot be changed: it belongs to the person, in two parts that a display name does not tell apart.',
      },
    ),
    removeMember: call(
      'RemoveAccountUser',
      ({ path }) => ({ path: { accountId: path.organization, userId: path.member } }),
      () => ({ deleted: true }),
      {
        reversible: true,
        idempotent: false,
        effects: { existingSessions: 'unknown', removes: 'membership' },
        note: 'The person stays and can be invited again, as a new membership. A token cannot remove its own person.',
      },
    ),
  },
});
