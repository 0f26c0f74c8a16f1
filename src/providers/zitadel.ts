import { Buffer } from 'node:buffer';
import type { components, operations } from '../generated/types/zitadel.ts';
import { type Api, type Steps, unsupported, upstream } from '../translation/declare.ts';
import { enumMap } from '../translation/enum-map.ts';
import { nextOffset, offsetOf } from '../translation/offset-paging.ts';
import { anonymous } from '../translation/provider.ts';
import { readBack } from '../translation/read-back.ts';
import { refuse } from '../translation/refuse.ts';
import { utc } from '../translation/times.ts';
import { transitioned } from '../translation/transition.ts';
import type { MemberRecord, OrganizationChanged, OrganizationRecord, PageRequest } from '../translation/unified.ts';
import settlements from './zitadel.settlements.ts';

type Schemas = components['schemas'];
type Org = Schemas['Org'];
type User = Schemas['User'];
/** The id of the place that raised the error, or the gRPC code of an error that has none. */
type ErrorCode = NonNullable<Schemas['ErrorDetail']['id']> | `${number}`;

const { define, call, calls } = upstream<operations>();

// ZITADEL has no external ID of its own: ours is a metadata value under this key, in base64 as all metadata.
const externalIdKey = { key: 'orgway_external_id' } as const;
const encoded = (externalId: string) => ({ value: Buffer.from(externalId, 'utf8').toString('base64') });
const externalIdOf = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : Buffer.from(value, 'base64').toString('utf8');

// An organization without a state is a removed one: v1 names only active and inactive, and some releases still answer for
// removed organizations (QRY OrgByID, API org converter OrgStateToPb).
const orgState = enumMap({
  ORG_STATE_UNSPECIFIED: 'removed',
  ORG_STATE_ACTIVE: 'active',
  ORG_STATE_INACTIVE: 'inactive',
  ORG_STATE_REMOVED: 'removed',
});
const userState = enumMap({
  USER_STATE_UNSPECIFIED: 'unknown',
  USER_STATE_ACTIVE: 'active',
  USER_STATE_INACTIVE: 'inactive',
  USER_STATE_DELETED: 'deleting',
  USER_STATE_LOCKED: 'inactive',
  USER_STATE_INITIAL: 'invited',
});
// Nothing is ever archived, and removed organizations are not listed: both filters find nothing, as they should.
const stateFilter = {
  active: 'ORG_STATE_ACTIVE',
  inactive: 'ORG_STATE_INACTIVE',
  archived: 'ORG_STATE_REMOVED',
  deleting: 'ORG_STATE_REMOVED',
} as const;

/** The organization without its external ID, which takes a call of its own; undefined for a removed one. */
function toOrganization(from: Org): OrganizationRecord | undefined {
  const state = orgState(from.state ?? 'ORG_STATE_UNSPECIFIED');
  if (state === 'removed') return undefined;
  return {
    id: from.id,
    displayName: from.name ?? null,
    state,
    stateSource: 'native',
    upstreamState: from.state,
    createTime: utc(from.details?.creationDate),
    updateTime: utc(from.details?.changeDate),
    raw: from,
  };
}

function toMember(from: User): MemberRecord {
  const { human, machine } = from;
  return {
    id: from.userId,
    displayName: human?.profile?.displayName || machine?.name || null,
    // Machines have no e-mail address.
    ...(human === undefined
      ? {}
      : { email: human.email?.email || null, emailVerified: human.email?.isVerified ?? false }),
    state: userState(from.state ?? 'USER_STATE_UNSPECIFIED'),
    upstreamState: from.state,
    // Grants on projects and administrator rights are kept elsewhere.
    roles: [],
    createTime: utc(from.details?.creationDate),
    updateTime: utc(from.details?.changeDate),
    raw: from,
  };
}

const scope = (organization: string) => ({ 'x-zitadel-orgid': organization });

function* readOrganization(api: Api<operations, 'GetOrgByID'>, id: string): Steps<OrganizationRecord> {
  const { org } = yield* api.GetOrgByID({ path: { id } });
  return toOrganization(org) ?? refuse('not-found', 'The organization has been removed.');
}

function* read(api: Api<operations, 'GetOrgByID' | 'GetOrgMetadata'>, id: string): Steps<OrganizationRecord> {
  const organization = yield* readOrganization(api, id);
  const found = yield* api.GetOrgMetadata({ path: externalIdKey, header: scope(id) }, ['not-found']);
  return { ...organization, externalId: externalIdOf(found?.metadata.value) };
}

/** The organization after a write that ZITADEL has confirmed with `body`; what the write tells goes before a late read. */
function* readAfter(
  api: Api<operations, 'GetOrgByID' | 'GetOrgMetadata'>,
  id: string,
  body: object,
  told: Pick<OrganizationRecord, 'state'> | Pick<OrganizationRecord, 'displayName'>,
): Steps<OrganizationChanged> {
  const organization = yield* readBack(read(api, id));
  if (organization === undefined) {
    const blind = { id, displayName: null, state: 'unknown', stateSource: 'native', raw: body } as const;
    return { organization: { ...blind, ...told }, changed: true, warnings: [unread] };
  }
  return 'state' in told
    ? transitioned(organization, told.state, true)
    : { organization: { ...organization, ...told }, changed: true };
}

/** What the write side calls already so: a read that shows the opposite is a late one, any other state is a conflict. */
function* alreadySo(
  api: Api<operations, 'GetOrgByID' | 'GetOrgMetadata'>,
  id: string,
  state: 'active' | 'inactive',
): Steps<OrganizationChanged> {
  const organization = yield* read(api, id);
  const late = organization.state === 'active' || organization.state === 'inactive';
  return { ...transitioned(organization, state, late), changed: false };
}

// Without a sorting column users come by id, which is the one stable order.
const listQuery = (page: PageRequest) => ({ offset: String(offsetOf(page)), limit: page.size, asc: true });
const total = (details: Schemas['ListDetails'] | undefined): number | undefined =>
  details?.totalResult === undefined ? undefined : Number(details.totalResult);

type Scoped = { readonly header: { readonly 'x-zitadel-orgid': string } };
const actedOnAsked = ({ header }: Scoped, body: { readonly details?: Schemas['ObjectDetails'] }): boolean =>
  body.details?.resourceOwner === header['x-zitadel-orgid'];

const meets = (user: User, query: Schemas['UserQuery']): boolean =>
  'organizationIdQuery' in query
    ? query.organizationIdQuery.organizationId === user.details?.resourceOwner
    : query.inUserIdsQuery.userIds.includes(user.userId);

const notUnique = `The external ID is kept as organization metadata ${externalIdKey.key}: it is not unique and cannot be looked up.`;
const unread =
  'ZITADEL confirmed the change, but the organization could not be read afterwards: what is not shown is not known.';
const noRoles =
  'Members are the users who belong to the organization, people and machines. Their roles are kept elsewhere.';
const personOrNothing =
  'In ZITADEL a person belongs to exactly one organization for good, so this would create or delete the person; administrators such as ORG_OWNER are not members.';
const noThirdSystems = 'ZITADEL does not link organizations to accounts in third systems.';
const deletedForGood = 'ZITADEL deletes organizations at once and for good';

export default define({
  id: 'zitadel',
  title: 'ZITADEL',
  credentials: ['token'],
  authorize: ({ token }) => ({ authorization: `Bearer ${token}` }),
  // Service users get a token for a secret or a key. Without the second scope the APIs answer 401 to it [V].
  tokenEndpoint: {
    path: '/oauth/v2/token',
    scope: 'openid urn:zitadel:iam:org:project:id:zitadel:aud',
    serviceAccountKey: { type: 'serviceaccount', keyId: 'keyId', account: 'userId', privateKey: 'key' },
  },
  // What both a path segment and the header carry unharmed; `default` and `_is_unique` are other operations (document, OWN).
  organizationId: /^(?!(?:default|_is_unique|\.{1,2})$)(?=.{1,200}$)[!-.0-~](?:[ -.0-~]*[!-.0-~])?$/,
  maxPageSize: 200,
  scopeHeader: 'x-zitadel-orgid',
  errorCode: ({ code, details }): ErrorCode | undefined => {
    const detail: Schemas['ErrorDetail'] | undefined = Array.isArray(details) ? details[0] : undefined;
    return detail?.id ?? (typeof code === 'number' ? `${code}` : undefined);
  },
  errors: {
    400: {
      otherwise: 'upstream-rejected',
      byCode: {
        // Already so. Each operation that can meet one of these settles it itself.
        'EVENT-Dbs2g': 'invalid-state-transition',
        'EVENT-bfnrh': 'invalid-state-transition',
        'ORG-4VSdf': 'invalid-state-transition',
        'COMMAND-QXPGs': 'not-found',
      },
    },
    401: 'upstream-credentials-rejected',
    403: { otherwise: 'upstream-credentials-rejected', byCode: { 'AUTH-Bs7Ds': 'not-found' } },
    404: {
      otherwise: 'not-found',
      byCode: {
        'ORG-4VSdf': 'invalid-state-transition',
        'META-mcnw3': 'invalid-state-transition',
        'AUTHZ-cdgFk': 'upstream-credentials-rejected',
        // No id: the server does not know the path, which says nothing about the organization.
        '5': 'upstream-error',
      },
    },
    409: 'already-exists',
    429: 'rate-limited',
    500: 'upstream-error',
    501: 'upstream-error',
    503: 'upstream-error',
    504: 'upstream-error',
  },
  // No header or field of an answer names the call.
  requestId: () => undefined,
  identity: {
    AddOrg: anonymous('the upstream chooses the id'),
    UpdateOrg: actedOnAsked,
    DeactivateOrg: actedOnAsked,
    ReactivateOrg: actedOnAsked,
    SetOrgMetadata: actedOnAsked,
    RemoveOrgMetadata: actedOnAsked,
    GetOrgMetadata: (asked, { metadata }) => metadata.key === asked.path.key && actedOnAsked(asked, metadata),
    GetOrgByID: (asked, { org }) => org.id === asked.path.id,
    RemoveOrg: anonymous('details.resourceOwner is the instance, not the organization'),
    ListOrgs: anonymous('a list of whatever matches'),
    ListUsers: ({ body: { queries = [] } }, { result = [] }) =>
      result.every((user) => queries.every((query) => meets(user, query))),
  },
  settlements,
  operations: {
    // Without externalId: it would take one call for each organization of the page.
    listOrganizations: call(
      'ListOrgs',
      ({ query: { displayName, state }, page }) => ({
        body: {
          query: listQuery(page),
          sortingColumn: 'ORG_FIELD_NAME_NAME',
          queries: [
            ...(displayName === undefined
              ? []
              : ([{ nameQuery: { name: displayName, method: 'TEXT_QUERY_METHOD_EQUALS' } }] as const)),
            ...(state === undefined ? [] : ([{ stateQuery: { state: stateFilter[state] } }] as const)),
          ],
        },
      }),
      ({ result = [], details }, { page }) => ({
        organizations: result.flatMap((org) => toOrganization(org) ?? []),
        ...nextOffset(page, result.length, total(details)),
      }),
      {
        filters: ['displayName', 'state'],
        note: 'Lists leave out externalId, which takes a call for each organization: get the organization to see it.',
      },
    ),
    createOrganization: calls(
      ['AddOrg', 'SetOrgMetadata', 'GetOrgByID'],
      function* ({ body: { displayName, externalId } }, api) {
        const created = yield* api.AddOrg({ body: { name: displayName } });
        const { id, details } = created;
        if (externalId !== undefined) {
          yield* api.SetOrgMetadata({ path: externalIdKey, header: scope(id), body: encoded(externalId) });
        }
        // A new organization may take a while to be found; until then the writes have told what there is to know.
        const found = yield* api.GetOrgByID({ path: { id } }, ['not-found']);
        const organization: OrganizationRecord = (found && toOrganization(found.org)) ?? {
          id,
          displayName,
          state: 'active',
          stateSource: 'native',
          createTime: utc(details?.creationDate),
          raw: created,
        };
        return { organization: { ...organization, externalId: externalId ?? null }, changed: true };
      },
      {
        fields: ['displayName', 'externalId'],
        reversible: true,
        idempotent: false,
        note: `Names are unique in the instance. The user behind the connection's token becomes ORG_OWNER. ${notUnique}`,
      },
    ),
    getOrganization: calls(['GetOrgByID', 'GetOrgMetadata'], ({ path }, api) => read(api, path.organization)),
    updateOrganization: calls(
      ['UpdateOrg', 'GetOrgByID', 'GetOrgMetadata'],
      function* ({ path, body: { displayName } }, api) {
        if (displayName === undefined) return { organization: yield* read(api, path.organization), changed: false };
        const done = yield* api.UpdateOrg({ header: scope(path.organization), body: { name: displayName } }, [
          'invalid-state-transition',
        ]);
        if (done !== undefined) return yield* readAfter(api, path.organization, done, { displayName });
        // Refused because it already is its name (CMD org.go): the write side knows, a read may be late.
        return { organization: { ...(yield* read(api, path.organization)), displayName }, changed: false };
      },
      {
        fields: ['displayName'],
        reversible: true,
        idempotent: false,
        note: 'Names are unique in the instance. The primary domain that ZITADEL made from the name changes with it.',
      },
    ),
    deleteOrganization: call(
      'RemoveOrg',
      ({ path }) => ({ path: { id: path.organization } }),
      () => ({ deleted: true }),
      {
        reversible: false,
        idempotent: false,
        destroys: ['the organization with its metadata', 'its users', 'its projects', 'its grants'],
        effects: { signIn: 'blocked', existingSessions: 'unknown' },
        note: "ZITADEL refuses to delete the instance's default organization and the one that holds the ZITADEL project.",
      },
    ),
    activateOrganization: calls(
      ['ReactivateOrg', 'GetOrgByID', 'GetOrgMetadata'],
      function* ({ path }, api) {
        const done = yield* api.ReactivateOrg({ header: scope(path.organization), body: {} }, [
          'invalid-state-transition',
        ]);
        if (done !== undefined) return yield* readAfter(api, path.organization, done, { state: 'active' });
        return yield* alreadySo(api, path.organization, 'active');
      },
      {
        reversible: true,
        idempotent: false,
        effects: { signIn: 'restored', existingSessions: 'unknown' },
        note: 'A token whose user lives in the inactive organization can probably not do this.',
      },
    ),
    deactivateOrganization: calls(
      ['DeactivateOrg', 'GetOrgByID', 'GetOrgMetadata'],
      function* ({ path }, api) {
        const done = yield* api.DeactivateOrg({ header: scope(path.organization), body: {} }, [
          'invalid-state-transition',
        ]);
        if (done !== undefined) return yield* readAfter(api, path.organization, done, { state: 'inactive' });
        return yield* alreadySo(api, path.organization, 'inactive');
      },
      {
        reversible: true,
        idempotent: false,
        effects: { signIn: 'blocked', existingSessions: 'blocked' },
        note: "Tokens of the organization's users stop working after a delay.",
      },
    ),
    restoreOrganization: unsupported(`${deletedForGood}, so there is nothing to restore.`),
    purgeOrganization: unsupported(`${deletedForGood}, so there is nothing left to purge.`),
    setExternalId: calls(
      ['GetOrgByID', 'GetOrgMetadata', 'SetOrgMetadata'],
      function* ({ path, body: { externalId } }, api) {
        // The answer of the write does not tell whether the value was there. The read does, but may be late: another value
        // could be on its way. So it only informs `changed`, and the write, which replaces, is always made.
        const before = yield* read(api, path.organization);
        yield* api.SetOrgMetadata({ path: externalIdKey, header: scope(path.organization), body: encoded(externalId) });
        return { organization: { ...before, externalId }, changed: before.externalId !== externalId };
      },
      {
        reversible: true,
        idempotent: true,
        note: `${notUnique} The value is always written; \`changed\` compares it with a read before, which may be a moment late.`,
      },
    ),
    deleteExternalId: calls(
      ['RemoveOrgMetadata', 'GetOrgByID'],
      function* ({ path }, api) {
        const done = yield* api.RemoveOrgMetadata({ path: externalIdKey, header: scope(path.organization) }, [
          'invalid-state-transition',
        ]);
        // Removed now, or refused because there is none (META-mcnw3): either way the write side says that it is gone.
        const organization = yield* readOrganization(api, path.organization);
        return { organization: { ...organization, externalId: null }, changed: done !== undefined };
      },
      { reversible: true, idempotent: false, note: notUnique },
    ),
    listExternalAccounts: unsupported(noThirdSystems),
    connectExternalAccount: unsupported(noThirdSystems),
    disconnectExternalAccount: unsupported(noThirdSystems),
    listMembers: calls(
      ['ListUsers', 'GetOrgByID'],
      function* ({ path, page }, api) {
        const { result = [], details } = yield* api.ListUsers({
          body: { query: listQuery(page), queries: [{ organizationIdQuery: { organizationId: path.organization } }] },
        });
        // An organization that does not exist has an empty page too.
        if (result.length === 0 && page.cursor === undefined) yield* readOrganization(api, path.organization);
        return { members: result.map(toMember), ...nextOffset(page, result.length, total(details)) };
      },
      { note: noRoles },
    ),
    getMember: call(
      'ListUsers',
      ({ path }) => ({
        body: {
          queries: [
            { organizationIdQuery: { organizationId: path.organization } },
            { inUserIdsQuery: { userIds: [path.member] } },
          ],
        },
      }),
      ({ result }) => {
        const user = result?.[0];
        return user === undefined ? refuse('not-found', 'The organization has no such user.') : toMember(user);
      },
      { note: noRoles },
    ),
    addMember: unsupported(personOrNothing),
    updateMember: unsupported(
      "Roles in ZITADEL are project grants and administrator rights, not a part of membership, and a user's name is the person's own.",
    ),
    removeMember: unsupported(personOrNothing),
  },
});
