import type { components, operations } from '../generated/types/userhub.ts';
import { type Api, type Steps, upstream } from '../translation/declare.ts';
import { enumMap } from '../translation/enum-map.ts';
import { effective } from '../translation/merge-patch.ts';
import { nextOffset, offsetOf } from '../translation/offset-paging.ts';
import { anonymous, type RefinedRefusal, type Refusal } from '../translation/provider.ts';
import { refuse, refuseField } from '../translation/refuse.ts';
import { utc } from '../translation/times.ts';
import { wrongState } from '../translation/transition.ts';
import type * as unified from '../translation/unified.ts';
import settlements from './userhub.settlements.ts';

type Schemas = components['schemas'];
interface Organization extends Readonly<Schemas['Organization']> {}
interface Member extends Readonly<Schemas['Member']> {}
interface Account extends Readonly<Schemas['AccountConnection']> {}
interface Connection extends Readonly<Schemas['Connection']> {}
type ErrorCode = NonNullable<Schemas['ErrorStatus']['code']>;

const { define, call, calls } = upstream<operations>();

// Pinned: which edition answers a call that names none is not published (document, ApiVersion).
const header = { 'UserHub-Api-Version': '2025-05-01' } as const;

// UserHub may take aliases in their place, but answers with these: an alias would defeat every comparison.
const ids = { organization: /^org_[\w-]+$/, user: /^usr_[\w-]+$/, connection: /^conn_[\w-]+$/ };
// No organization carries any other external ID (JS adminv1.ts OrganizationInput).
const uniqueId = /^(?!org_)[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/;

const stateOf = enumMap({ ACTIVE: 'active', DISABLED: 'inactive', ARCHIVED: 'archived', PENDING_DELETION: 'deleting' });
const accountState = enumMap({ ACTIVE: 'active' });
const memberState = enumMap({ ACTIVE: 'active', PENDING_DELETION: 'deleting' });

// Editions print what is not set as absent, as null or as an empty string (document).
const toOrganization = (from: Organization): unified.OrganizationRecord => ({
  id: from.id,
  displayName: from.displayName || null,
  state: stateOf(from.state),
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
  externalAccounts: toExternalAccounts(from),
  createTime: utc(from.createTime),
  updateTime: utc(from.updateTime),
  raw: visible(from, from),
});

const toAddress = (from: Schemas['Address']): unified.Address => ({
  lines: from.lines ?? [],
  city: from.city || null,
  region: from.state || null,
  postalCode: from.postalCode || null,
  countryCode: from.country || null,
});

/** An account is addressed by its connection, so one whose connection is not shown cannot be listed. */
const toExternalAccounts = ({ accountConnections = [] }: Organization): unified.ExternalAccount[] =>
  accountConnections.flatMap((from) => (from.connection ? [toExternalAccount(from, from.connection)] : []));

const toExternalAccount = (from: Account, { id, type }: Connection): unified.ExternalAccount => ({
  id,
  system: type,
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

const toMember = (from: Member): unified.MemberRecord => ({
  id: from.user.id,
  displayName: from.user.displayName || null,
  email: from.user.email || null,
  emailVerified: from.user.emailVerified,
  state: memberState(from.state),
  upstreamState: from.state,
  roles: [from.role.id],
  createTime: utc(from.createTime),
  updateTime: utc(from.updateTime),
  raw: visible(from, from.user),
});

// The vendor's types keep client secrets and signing keys in these (document, ConnectionSettings).
const hidden = 'amazonCognito auth0 builtinEmail googleCloudIdentityPlatform postmark webhook'.split(' ');
type Connected = { readonly accountConnections?: readonly Account[] };
/** The record itself, or a copy without such settings where a connection in it has any. */
const visible = (record: object, { accountConnections = [] }: Connected): object =>
  accountConnections.some(({ connection }) => connection && hidden.some((name) => name in connection))
    ? JSON.parse(JSON.stringify(record, (name, value) => (hidden.includes(name) ? undefined : value)))
    : record;

const locale = ['currencyCode', 'languageCode', 'regionCode', 'timeZone'] as const;
const stored = ['displayName', 'email', 'phoneNumber', 'logoUrl', 'address', ...locale] as const;
type Stored = Partial<Pick<unified.OrganizationRecord, (typeof stored)[number]>>;

/** The fields as UserHub stores them: an empty string clears a text, null clears the address, undefined leaves either. */
const toUpstream = ({ address, ...from }: Stored) => ({
  displayName: text(from.displayName),
  email: text(from.email),
  phoneNumber: text(from.phoneNumber),
  imageUrl: text(from.logoUrl),
  address: address && {
    lines: address.lines,
    city: address.city || undefined,
    state: address.region || undefined,
    postalCode: address.postalCode || undefined,
    country: address.countryCode || undefined,
  },
  currencyCode: text(from.currencyCode),
  languageCode: text(from.languageCode),
  regionCode: text(from.regionCode),
  timeZone: text(from.timeZone),
});
const text = (value: string | null | undefined): string | undefined => (value === null ? '' : value);

type AtOrganization = { readonly path: { readonly organization: string } };
type Paged = AtOrganization & { readonly page: unified.PageRequest };
type AtMember = { readonly path: { readonly organization: string; readonly member: string } };
const organizationAt = ({ path }: AtOrganization) => ({ path: { organizationId: path.organization }, header });
const memberAt = ({ path: { organization, member } }: AtMember) => ({
  path: { organizationId: organization, userId: listed('user', member) },
  header,
});

// By time of creation, which never changes, pages keep their order.
const windowOf = ({ size, cursor }: unified.PageRequest) =>
  ({ pageSize: size, pageToken: cursor, orderBy: 'createTime desc' }) as const;
/** Absent and empty both mean the last page (document). */
const nextCursor = (page: { readonly nextPageToken?: string }): string | undefined => page.nextPageToken || undefined;

const listed = (kind: 'user' | 'connection', id: string): string =>
  ids[kind].test(id) ? id : refuse('not-found', `UserHub has no ${kind} ids of this form; use the ids of lists.`);

/** The one role that a UserHub member has; undefined where the caller names none. */
function onlyRole(roles: readonly string[] | undefined): string | undefined {
  if (roles === undefined || roles.length === 1) return roles?.[0];
  return refuseField('/roles', roles.length === 0 ? 'minItems' : 'maxItems', 'Give exactly one role id.');
}

const changed = (body: Organization) => ({ organization: toOrganization(body), changed: true });
const answered = (member: Member, changed: boolean) => ({ member: toMember(member), changed });
const unchanged = (organization: unified.OrganizationRecord) => ({ organization, changed: false });

// UserHub does not publish how it answers what is already so; it is found out by reading first.
const updates = ['GetOrganization', 'UpdateOrganization'] as const;
type Updates = Api<operations, (typeof updates)[number]>;

function* read(api: Api<operations, 'GetOrganization'>, at: AtOrganization): Steps<unified.OrganizationRecord> {
  return toOrganization(yield* api.GetOrganization(organizationAt(at)));
}

/** There is no verb for it: `disabled` is a field like any other, and the state follows it (document). */
function* switched(api: Updates, at: AtOrganization, to: 'active' | 'inactive'): Steps<unified.OrganizationChanged> {
  const current = yield* read(api, at);
  if (current.state === to) return unchanged(current);
  if (current.state !== 'active' && current.state !== 'inactive') wrongState(current, to);
  const body = { disabled: to === 'inactive' };
  const answer = changed(yield* api.UpdateOrganization({ ...organizationAt(at), body }));
  // That the state follows is inferred, so an answer that says otherwise is not glossed over.
  const { state } = answer.organization;
  return state === to ? answer : { ...answer, warnings: [`UserHub took the change but shows the state as ${state}.`] };
}

function* identified(api: Updates, at: AtOrganization, id: string | null): Steps<unified.OrganizationChanged> {
  const current = yield* read(api, at);
  if (current.externalId === id) return unchanged(current);
  return changed(yield* api.UpdateOrganization({ ...organizationAt(at), body: { uniqueId: id ?? '' } }));
}

const meaning: { readonly [Code in ErrorCode]?: Refusal } = {
  ALREADY_EXISTS: 'already-exists',
  FAILED_PRECONDITION: 'invalid-state-transition',
  NOT_FOUND: 'not-found',
  PERMISSION_DENIED: 'upstream-credentials-rejected',
  RESOURCE_EXHAUSTED: 'rate-limited',
  UNAUTHENTICATED: 'upstream-credentials-rejected',
  UNIMPLEMENTED: 'capability-not-supported',
};
/** The code decides where there is one: the HTTP status of a code is published for 404 and 429 only (document). */
const byCode = (otherwise: Refusal): RefinedRefusal<operations, ErrorCode> => {
  // Of an organization, nothing but the uniqueId is known to have to be unique.
  const writing = { otherwise, byCode: { ALREADY_EXISTS: 'external-id-taken' } } as const;
  return { otherwise, byCode: meaning, byOperation: { CreateOrganization: writing, UpdateOrganization: writing } };
};

type Asked<Id extends string> = { readonly path: { readonly [Name in Id]: string } };
const sameOrganization = ({ path }: Asked<'organizationId'>, { id }: Organization) => id === path.organizationId;
const sameUser = ({ path }: Asked<'userId'>, { user }: Member) => user.id === path.userId;

const repeatable = { reversible: true, idempotent: true } as const;
const notRepeatable = { reversible: true, idempotent: false } as const;
const final = { reversible: false, idempotent: false } as const;
// What becomes of people's sign-in and sessions is not published.
const effects = { signIn: 'unknown', existingSessions: 'unknown' } as const;
const leaving = { removes: 'membership' } as const;
const deletesThereToo = 'With deleteUpstreamAccount UserHub also tries to delete the account there, with all its data.';

export default define({
  id: 'userhub',
  title: 'UserHub',
  credentials: ['adminApiKey'],
  authorize: ({ adminApiKey }) => ({ authorization: `Bearer ${adminApiKey}` }),
  organizationId: ids.organization,
  maxPageSize: 100,
  errorCode: ({ code }) => code,
  errors: {
    400: byCode('upstream-rejected'),
    401: 'upstream-credentials-rejected',
    403: 'upstream-credentials-rejected',
    404: byCode('not-found'),
    409: byCode('upstream-rejected'),
    429: 'rate-limited',
    499: byCode('upstream-error'),
    500: byCode('upstream-error'),
    501: byCode('upstream-error'),
    503: byCode('upstream-error'),
    504: byCode('upstream-error'),
  },
  // No header or field of an answer names the call.
  requestId: () => undefined,
  identity: {
    ListOrganizations: anonymous('a page of whatever matches'),
    CreateOrganization: anonymous('the upstream chooses the id'),
    // What a lookup by alias finds is compared where it is looked up.
    GetOrganization: (asked, body) =>
      !ids.organization.test(asked.path.organizationId) || sameOrganization(asked, body),
    UpdateOrganization: sameOrganization,
    DeleteOrganization: sameOrganization,
    UndeleteOrganization: sameOrganization,
    PurgeOrganization: anonymous('an empty object'),
    ConnectOrganization: sameOrganization,
    DisconnectOrganization: sameOrganization,
    ListMembers: anonymous('members do not name their organization'),
    AddMember: ({ body }, { user }) => user.id === body.userId,
    GetMember: sameUser,
    UpdateMember: sameUser,
    RemoveMember: anonymous('an empty object'),
  },
  settlements,
  operations: {
    listOrganizations: calls(
      ['ListOrganizations', 'GetOrganization'],
      function* ({ query: { displayName, externalId }, page }, api) {
        if (externalId !== undefined) {
          if (!uniqueId.test(externalId)) return { organizations: [] };
          const found = yield* api.GetOrganization({ path: { organizationId: externalId }, header }, ['not-found']);
          const named = displayName === undefined || found?.displayName?.toLowerCase() === displayName.toLowerCase();
          return { organizations: found?.uniqueId === externalId && named ? [toOrganization(found)] : [] };
        }
        if (displayName?.endsWith('*')) {
          refuse('capability-not-supported', 'UserHub takes a display name that ends in * for a prefix; leave it out.');
        }
        // BASIC, the default view, may leave fields out (document, View).
        const query = { displayName, ...windowOf(page), view: 'FULL' } as const;
        const found = yield* api.ListOrganizations({ query, header });
        return { organizations: found.organizations.map(toOrganization), nextCursor: nextCursor(found) };
      },
      { filters: ['externalId', 'displayName'], note: 'What is marked for deletion is only found by externalId.' },
    ),
    createOrganization: call(
      'CreateOrganization',
      ({ body: { externalId, ...fields } }) => ({ body: { uniqueId: externalId, ...toUpstream(fields) }, header }),
      changed,
      { ...notRepeatable, fields: ['externalId', ...stored], note: 'An externalId guards against creating twice.' },
    ),
    getOrganization: call('GetOrganization', organizationAt, toOrganization),
    updateOrganization: calls(
      updates,
      function* (at, api) {
        const { body } = at;
        const current = yield* read(api, at);
        // UserHub replaces an address as a whole.
        const patch = body.address ? { ...body, address: { ...current.address, ...body.address } } : body;
        const changes = effective(toUpstream(current), toUpstream(patch));
        if (Object.keys(changes).length === 0) return unchanged(current);
        return changed(yield* api.UpdateOrganization({ ...organizationAt(at), body: changes }));
      },
      { ...repeatable, fields: stored },
    ),
    deleteOrganization: calls(
      ['GetOrganization', 'DeleteOrganization'],
      function* (at, api) {
        const current = yield* read(api, at);
        if (current.state === 'deleting') return { deleted: false, organization: current };
        return { deleted: true, organization: toOrganization(yield* api.DeleteOrganization(organizationAt(at))) };
      },
      { ...notRepeatable, effects, note: 'Can be restored for a time whose length UserHub does not publish.' },
    ),
    activateOrganization: calls(updates, (at, api) => switched(api, at, 'active'), { ...repeatable, effects }),
    deactivateOrganization: calls(updates, (at, api) => switched(api, at, 'inactive'), { ...repeatable, effects }),
    restoreOrganization: calls(
      ['GetOrganization', 'UndeleteOrganization'],
      function* (at, api) {
        const current = yield* read(api, at);
        if (current.state === 'active' || current.state === 'inactive') return unchanged(current);
        if (current.state !== 'deleting') wrongState(current, 'active');
        return changed(yield* api.UndeleteOrganization(organizationAt(at)));
      },
      { ...notRepeatable, effects, note: 'What was inactive when it was deleted comes back inactive.' },
    ),
    purgeOrganization: calls(
      ['PurgeOrganization', 'GetOrganization'],
      function* (at, api) {
        const done = yield* api.PurgeOrganization(organizationAt(at), ['invalid-state-transition']);
        if (done !== undefined) return { deleted: true };
        const { state } = yield* read(api, at);
        return refuse('invalid-state-transition', `The organization is ${state}; delete it before you purge it.`);
      },
      { ...final, effects, destroys: ['the organization, with everything that UserHub keeps for it'] },
    ),
    setExternalId: calls(updates, (at, api) => identified(api, at, at.body.externalId), repeatable),
    deleteExternalId: calls(updates, (at, api) => identified(api, at, null), repeatable),
    listExternalAccounts: call('GetOrganization', organizationAt, (body, { page }: Paged) => {
      const all = toExternalAccounts(body);
      const externalAccounts = all.slice(offsetOf(page), offsetOf(page) + page.size);
      return { externalAccounts, ...nextOffset(page, externalAccounts.length, all.length) };
    }),
    connectExternalAccount: calls(
      ['GetOrganization', 'ConnectOrganization'],
      function* (at, api) {
        const { id, externalId } = at.body;
        if (!ids.connection.test(id)) refuseField('/id', 'pattern', 'Give the id of a UserHub connection (conn_...).');
        // An organization has at most one account per connection (document).
        const current = yield* read(api, at);
        const linked = current.externalAccounts?.find((account) => account.id === id);
        if (linked && (externalId ?? linked.externalId) === linked.externalId) return unchanged(current);
        const body = { connectionId: id, externalId };
        return changed(yield* api.ConnectOrganization({ ...organizationAt(at), body }));
      },
      {
        ...notRepeatable,
        fields: ['id', 'externalId'],
        note: 'id names a connection, as the UserHub console shows it. Without externalId UserHub creates an account there, where it can. Disconnecting destroys the billing data gathered since.',
      },
    ),
    disconnectExternalAccount: calls(
      ['DisconnectOrganization', 'GetOrganization'],
      function* (at, api) {
        const connectionId = listed('connection', at.path.externalAccount);
        const body = { connectionId, deleteExternalAccount: at.query.deleteUpstreamAccount };
        const unlinked = ['not-found', 'invalid-state-transition'] as const;
        const done = yield* api.DisconnectOrganization({ ...organizationAt(at), body }, unlinked);
        if (done !== undefined) return changed(done);
        const current = yield* read(api, at);
        if (!current.externalAccounts?.some(({ id }) => id === connectionId)) return unchanged(current);
        return refuse('invalid-state-transition', `UserHub refuses it while the organization is ${current.state}.`);
      },
      { ...final, destroys: ['payment methods', 'invoices', 'subscriptions'], note: deletesThereToo },
    ),
    listMembers: call(
      'ListMembers',
      (at) => ({ ...organizationAt(at), query: windowOf(at.page) }),
      (body) => ({ members: body.members.map(toMember), nextCursor: nextCursor(body) }),
    ),
    addMember: calls(
      ['GetMember', 'AddMember'],
      function* (at, api) {
        const { userId = '', roles } = at.body;
        if (!ids.user.test(userId)) refuseField('/userId', 'pattern', 'Give the id of a UserHub user (usr_...).');
        const roleId = onlyRole(roles);
        const found = yield* api.GetMember(memberAt({ path: { ...at.path, member: userId } }), ['not-found']);
        if (found?.state === 'ACTIVE' && (roleId ?? found.role.id) === found.role.id) return answered(found, false);
        return answered(yield* api.AddMember({ ...organizationAt(at), body: { userId, roleId } }), true);
      },
      {
        ...notRepeatable,
        fields: ['userId', 'roles'],
        effects: { invitations: 'none' },
        note: 'Takes the id of an existing user and one role id; without one UserHub gives its default role.',
      },
    ),
    getMember: call('GetMember', memberAt, toMember),
    updateMember: calls(
      ['GetMember', 'UpdateMember'],
      function* (at, api) {
        const roleId = onlyRole(at.body.roles);
        const current = yield* api.GetMember(memberAt(at));
        if ((roleId ?? current.role.id) === current.role.id) return answered(current, false);
        return answered(yield* api.UpdateMember({ ...memberAt(at), body: { roleId } }), true);
      },
      { ...repeatable, fields: ['roles'], note: 'A member has exactly one role, given by its role id.' },
    ),
    removeMember: call('RemoveMember', memberAt, () => ({ deleted: true }), { ...notRepeatable, effects: leaving }),
  },
});
