import { Buffer } from 'node:buffer';
import type { components, operations } from '../generated/types/stytch.ts';
import { type Api, type Steps, unsupported, upstream } from '../translation/declare.ts';
import { enumMap } from '../translation/enum-map.ts';
import { effective, mergePatched } from '../translation/merge-patch.ts';
import { refuse } from '../translation/refuse.ts';
import { utc } from '../translation/times.ts';
import type {
  Input,
  MemberChanged,
  MemberRecord,
  Metadata,
  OrganizationPage,
  OrganizationRecord,
} from '../translation/unified.ts';
import settlements from './stytch.settlements.ts';

type Schemas = components['schemas'];
interface Organization extends Readonly<Schemas['Organization']> {}
interface Member extends Readonly<Schemas['Member']> {}
type Answer = { readonly status_code: number };
type Asked = { readonly path: { readonly organization_id: string } };
type OrganizationPath = Input<'getOrganization'>['path'];
type MemberPath = Input<'getMember'>['path'];

const { define, call, calls } = upstream<operations>();

// Slugs and external IDs are taken wherever an id is (SDK), and may even look like one; answers always carry the real id.
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ORGANIZATION_ID = new RegExp(`^organization-(?:test|live)-${uuid}$`);
const MEMBER_ID = new RegExp(`^member-(?:test|live)-${uuid}$`);
const EXTERNAL_ID = /^[A-Za-z0-9._|-]{1,128}$/;
/** Every member has it by itself (DOC rbac/stytch-default); assigning it is an error (ANDROID). */
const DEFAULT_ROLE = 'stytch_member';
const REMOVED = 'The member has been removed from the organization.';
const NO_STATE = 'Stytch organizations have no state: nothing in Stytch blocks or unblocks a whole organization.';
const NO_EXTERNAL_ACCOUNTS =
  'Stytch organizations have no external accounts; SSO, SCIM and Connected Apps are something else.';

/** These speak of the caller's acting session; any other 403 is about the project's own credentials. */
const sessionRefused = {
  session_authorization_error: 'permission-denied',
  session_authorization_tenancy_error: 'permission-denied',
  session_not_found: 'permission-denied',
} as const;

const memberState = enumMap({ pending: 'invited', invited: 'invited', active: 'active', deleted: 'inactive' });

const toOrganization = (from: Organization): OrganizationRecord => ({
  id: from.organization_id,
  displayName: from.organization_name,
  slug: from.organization_slug,
  state: 'active',
  stateSource: 'implied',
  // Unset is '' for the logo and, depending on the vintage of the answer, absent, null or '' for the external ID.
  externalId: from.organization_external_id || null,
  logoUrl: from.organization_logo_url || null,
  domains: from.email_allowed_domains,
  metadata: from.trusted_metadata,
  createTime: utc(from.created_at),
  updateTime: utc(from.updated_at),
  raw: from,
});

const toMember = (from: Member): MemberRecord => ({
  id: from.member_id,
  displayName: from.name || null,
  email: from.email_address,
  emailVerified: from.email_address_verified,
  state: memberState(from.status),
  upstreamState: from.status,
  roles: from.roles?.map((role) => role.role_id) ?? [],
  createTime: utc(from.created_at),
  updateTime: utc(from.updated_at),
  raw: from,
});

/** Every answer repeats its HTTP status; one that reports a failure in a 2xx answer is not a success. */
const succeeded = ({ status_code: status }: Answer): boolean => status >= 200 && status < 300;
const isOrganization = ({ path }: Asked, body: Schemas['OrganizationResponse']): boolean =>
  succeeded(body) && body.organization.organization_id === path.organization_id;
const isMember = ({ path }: Asked, id: string | undefined, body: Schemas['MemberResponse']): boolean =>
  succeeded(body) && body.member.organization_id === path.organization_id && body.member.member_id === id;
/** Whether Stytch keeps the case of addresses is not documented. */
const hasAddress = ({ email_address }: Member, asked: string): boolean =>
  email_address.toLowerCase() === asked.toLowerCase();

/** The 201 answers, known from overview pages only, leave out most fields (DOC organizations/overview, members/overview). */
const abridged = (body: Answer): readonly string[] =>
  body.status_code === 201 ? ['Stytch answered in short; fields missing or null here may be set. Read it again.'] : [];

/** On the last page the cursor is null or absent. */
const next = ({ results_metadata: { next_cursor } }: Pick<Schemas['SearchMembersResponse'], 'results_metadata'>) =>
  next_cursor ? { nextCursor: next_cursor } : {};

const organizationPath = (path: OrganizationPath) => ({ organization_id: path.organization });

/** Refuses aliases: a member's external ID would be taken for its id, and identity could not be checked. */
const memberIds = (path: MemberPath) =>
  MEMBER_ID.test(path.member)
    ? { organization_id: path.organization, member_id: path.member }
    : refuse('not-found', 'Stytch member ids are member-live- or member-test- and a UUID; use the id as listed.');

/** The roles that can be assigned, each once and in a fixed order. */
const assignable = (roles: readonly string[] | undefined): readonly string[] | undefined =>
  roles && [...new Set(roles)].filter((role) => role !== DEFAULT_ROLE).sort();

const assigned = (member: Member): readonly string[] | undefined =>
  assignable(
    member.roles
      ?.filter((role) => role.sources?.some((source) => source.type === 'direct_assignment'))
      .map((role) => role.role_id),
  );

/** Stytch merges metadata on its top level only, so each key that changes is sent with its merged value; null removes it. */
const mergedMetadata = (current: Metadata, patch: Metadata): Metadata =>
  Object.fromEntries(
    Object.entries(effective(current, patch)).map(([key, value]) => [key, mergePatched(current[key], value)]),
  );

function* readMember(api: Api<operations, 'GetMember'>, path: MemberPath): Steps<Member> {
  const { organization_id, member_id } = memberIds(path);
  const { member } = yield* api.GetMember({ path: { organization_id }, query: { member_id } });
  return member;
}

function* readOrganization(api: Api<operations, 'GetOrganization'>, path: OrganizationPath): Steps<OrganizationRecord> {
  const { organization } = yield* api.GetOrganization({ path: organizationPath(path) });
  return toOrganization(organization);
}

/** There is no filter for external IDs, but one can stand in for the id in a path, as can a slug. */
function* withExternalId(api: Api<operations, 'GetOrganization'>, externalId: string): Steps<OrganizationPage> {
  // Nothing can carry what Stytch does not allow as an external ID.
  if (!EXTERNAL_ID.test(externalId)) return { organizations: [] };
  if (ORGANIZATION_ID.test(externalId))
    refuse('capability-not-supported', 'An external ID of this form cannot be looked up: Stytch takes it for an id.');
  const found = yield* api.GetOrganization({ path: { organization_id: externalId } }, ['not-found']);
  const carries = found !== undefined && found.organization.organization_external_id === externalId;
  return { organizations: carries ? [toOrganization(found.organization)] : [] };
}

/** The roles asked for replace the assigned ones only; the caller is told which others the member still has. */
function changedMember(member: MemberRecord, roles: readonly string[] | undefined, changed: boolean): MemberChanged {
  const kept = member.roles.filter((role) => role !== DEFAULT_ROLE && roles?.includes(role) === false);
  const warnings = kept.length === 0 ? [] : [`Given by e-mail domain, SSO or SCIM and kept: ${kept.join(', ')}.`];
  return { member, changed, warnings };
}

export default define({
  id: 'stytch',
  title: 'Stytch B2B organizations',
  credentials: ['projectId', 'secret'],
  authorize: ({ projectId, secret }) => ({
    authorization: `Basic ${Buffer.from(`${projectId}:${secret}`).toString('base64')}`,
  }),
  organizationId: ORGANIZATION_ID,
  maxPageSize: 200,
  actingSession: { token: 'X-Stytch-Member-Session', jwt: 'X-Stytch-Member-SessionJWT' },
  errorCode: (body) => body.error_type,
  errors: {
    // The document says which of these types are inferred: no source names the one for an external ID that is taken.
    400: {
      otherwise: 'upstream-rejected',
      byCode: {
        organization_slug_already_used: 'already-exists',
        duplicate_member_email: 'already-exists',
        duplicate_organization_external_id: 'external-id-taken',
        organization_external_id_already_used: 'external-id-taken',
        invalid_organization_id: 'not-found',
        search_timeout: 'upstream-error',
      },
    },
    401: 'upstream-credentials-rejected',
    403: { otherwise: 'upstream-credentials-rejected', byCode: sessionRefused },
    // Neither a wrong base URL nor a session that has ended may look as if an organization were gone.
    404: { otherwise: 'not-found', byCode: { ...sessionRefused, route_not_found: 'upstream-error' } },
    429: 'rate-limited',
    500: 'upstream-error',
    502: 'upstream-error',
    503: 'upstream-error',
    504: 'upstream-error',
  },
  requestId: (body) => (typeof body.request_id === 'string' ? body.request_id : undefined),
  identity: {
    CreateOrganization: (_asked, body) => succeeded(body),
    SearchOrganizations: (_asked, body) => succeeded(body),
    // Only a lookup by external ID asks by an alias; it compares the external ID itself.
    GetOrganization: (asked, body) =>
      ORGANIZATION_ID.test(asked.path.organization_id) ? isOrganization(asked, body) : succeeded(body),
    UpdateOrganization: isOrganization,
    DeleteOrganization: ({ path }, body) => succeeded(body) && body.organization_id === path.organization_id,
    DeleteOrganizationExternalId: isOrganization,
    CreateMember: ({ path }, body) => succeeded(body) && body.member.organization_id === path.organization_id,
    GetMember: (asked, body) => {
      const { member_id = body.member.member_id, email_address = body.member.email_address } = asked.query ?? {};
      return isMember(asked, member_id, body) && hasAddress(body.member, email_address);
    },
    UpdateMember: (asked, body) => isMember(asked, asked.path.member_id, body),
    DeleteMember: ({ path }, body) => succeeded(body) && body.member_id === path.member_id,
    SearchMembers: (asked, body) =>
      succeeded(body) && body.members.every((member) => asked.body.organization_ids.includes(member.organization_id)),
  },
  settlements,
  operations: {
    listOrganizations: calls(
      ['SearchOrganizations', 'GetOrganization'],
      function* ({ query, page }, api) {
        if (query.externalId !== undefined) return yield* withExternalId(api, query.externalId);
        const found = yield* api.SearchOrganizations({ body: { limit: page.size, cursor: page.cursor } });
        return { organizations: found.organizations.map(toOrganization), ...next(found) };
      },
      { filters: ['externalId'] },
    ),
    createOrganization: call(
      'CreateOrganization',
      ({ body }) => ({
        body: {
          organization_name: body.displayName,
          organization_slug: body.slug,
          organization_external_id: body.externalId,
          organization_logo_url: body.logoUrl,
          email_allowed_domains: body.domains,
          trusted_metadata: body.metadata,
        },
      }),
      (body) => ({ organization: toOrganization(body.organization), changed: true, warnings: abridged(body) }),
      {
        fields: ['displayName', 'slug', 'externalId', 'logoUrl', 'domains', 'metadata'],
        reversible: true,
        idempotent: false,
        note: 'Names may repeat; slug and external ID are unique in the project, and Stytch makes up a slug where none is given. Domains are the e-mail domains of people who may join (email_allowed_domains); giving any may make invitations by e-mail start as not allowed.',
      },
    ),
    getOrganization: call(
      'GetOrganization',
      ({ path }) => ({ path: organizationPath(path) }),
      ({ organization }) => toOrganization(organization),
    ),
    updateOrganization: calls(
      ['GetOrganization', 'UpdateOrganization'],
      function* ({ path, body }, api) {
        const before = yield* readOrganization(api, path);
        const metadata = before.metadata ?? {};
        const patch = effective({ ...before, metadata }, body);
        if (Object.keys(patch).length === 0) return { organization: before, changed: false };
        const { organization } = yield* api.UpdateOrganization({
          path: organizationPath(path),
          body: {
            organization_name: patch.displayName,
            organization_slug: patch.slug,
            organization_logo_url: patch.logoUrl === null ? '' : patch.logoUrl,
            email_allowed_domains: patch.domains,
            trusted_metadata: patch.metadata && mergedMetadata(metadata, patch.metadata),
          },
        });
        return { organization: toOrganization(organization), changed: true };
      },
      {
        fields: ['displayName', 'slug', 'logoUrl', 'domains', 'metadata'],
        reversible: true,
        idempotent: true,
        note: 'The slug is part of sign-in addresses. Domains decide who may join where the e-mail policies are RESTRICTED. Metadata cannot be changed with an acting session.',
      },
    ),
    // The read makes sure that the id is not an external ID of another organization: what follows cannot be undone.
    deleteOrganization: calls(
      ['GetOrganization', 'DeleteOrganization'],
      function* ({ path }, api) {
        yield* readOrganization(api, path);
        yield* api.DeleteOrganization({ path: organizationPath(path), body: {} });
        return { deleted: true };
      },
      {
        reversible: false,
        idempotent: false,
        destroys: ['all members and their credentials', 'SSO and SCIM connections', 'settings and roles', 'metadata'],
        effects: { signIn: 'blocked', existingSessions: 'unknown' },
        note: 'Final at once: Stytch has no operation that brings an organization back.',
      },
    ),
    activateOrganization: unsupported(NO_STATE),
    deactivateOrganization: unsupported(NO_STATE),
    restoreOrganization: unsupported('A deleted Stytch organization is gone; no operation brings it back.'),
    purgeOrganization: unsupported('Stytch deletes organizations for good at once; nothing is left to purge.'),
    setExternalId: calls(
      ['GetOrganization', 'UpdateOrganization'],
      function* ({ path, body }, api) {
        const before = yield* readOrganization(api, path);
        if (before.externalId === body.externalId) return { organization: before, changed: false };
        const { organization } = yield* api.UpdateOrganization({
          path: organizationPath(path),
          body: { organization_external_id: body.externalId },
        });
        return { organization: toOrganization(organization), changed: true };
      },
      {
        reversible: true,
        idempotent: true,
        note: 'Unique in the project; replaces the external ID that was there. Letters, digits and . _ - | only, at most 128.',
      },
    ),
    deleteExternalId: calls(
      ['GetOrganization', 'DeleteOrganizationExternalId'],
      function* ({ path }, api) {
        const before = yield* readOrganization(api, path);
        if (before.externalId === null) return { organization: before, changed: false };
        const { organization } = yield* api.DeleteOrganizationExternalId({ path: organizationPath(path), body: {} });
        return { organization: toOrganization(organization), changed: true };
      },
      { reversible: true, idempotent: false },
    ),
    listExternalAccounts: unsupported(NO_EXTERNAL_ACCOUNTS),
    connectExternalAccount: unsupported(NO_EXTERNAL_ACCOUNTS),
    disconnectExternalAccount: unsupported(NO_EXTERNAL_ACCOUNTS),
    listMembers: calls(['SearchMembers', 'GetOrganization'], function* ({ path, page }, api) {
      const found = yield* api.SearchMembers({
        body: { organization_ids: [path.organization], limit: page.size, cursor: page.cursor },
      });
      // A search that finds nobody does not say whether the organization exists.
      if (found.members.length === 0) yield* readOrganization(api, path);
      return { members: found.members.filter((member) => member.status !== 'deleted').map(toMember), ...next(found) };
    }),
    addMember: call(
      'CreateMember',
      ({ path, body }) => ({
        path: organizationPath(path),
        body: {
          email_address:
            body.email ??
            refuse('validation-failed', 'Stytch adds members by e-mail address; send email.', [
              { pointer: '/email', code: 'required', detail: 'must be given' },
            ]),
          name: body.displayName,
          roles: assignable(body.roles),
        },
      }),
      (body) => ({ member: toMember(body.member), changed: true, warnings: abridged(body) }),
      {
        fields: ['email', 'displayName', 'roles'],
        reversible: true,
        idempotent: false,
        effects: { invitations: 'none' },
        note: 'The member is active at once and no invitation is sent. A member belongs to one organization, where the e-mail address is unique. Every member has the role stytch_member by itself.',
      },
    ),
    getMember: call(
      'GetMember',
      ({ path }) => {
        const { organization_id, member_id } = memberIds(path);
        return { path: { organization_id }, query: { member_id } };
      },
      ({ member }) => (member.status === 'deleted' ? refuse('not-found', REMOVED) : toMember(member)),
    ),
    updateMember: calls(
      ['GetMember', 'UpdateMember'],
      function* ({ path, body }, api) {
        const before = yield* readMember(api, path);
        if (before.status === 'deleted') refuse('not-found', REMOVED);
        const patch = effective(
          { displayName: before.name, roles: assigned(before) },
          { displayName: body.displayName, roles: assignable(body.roles) },
        );
        if (Object.keys(patch).length === 0) return changedMember(toMember(before), body.roles, false);
        const { member } = yield* api.UpdateMember({
          path: memberIds(path),
          body: { name: patch.displayName, roles: patch.roles },
        });
        return changedMember(toMember(member), body.roles, true);
      },
      {
        fields: ['displayName', 'roles'],
        reversible: true,
        idempotent: true,
        effects: { existingSessions: 'unknown' },
        note: 'Roles replaces the assigned roles; those given by e-mail domain, SSO or SCIM, and stytch_member, stay. Taking away a role that SSO also gives ends the sessions of that SSO connection.',
      },
    ),
    removeMember: calls(
      ['GetMember', 'DeleteMember'],
      function* ({ path }, api) {
        const member = yield* readMember(api, path);
        if (member.status === 'deleted') return { deleted: false };
        yield* api.DeleteMember({ path: memberIds(path), body: {} });
        return { deleted: true };
      },
      {
        reversible: true,
        idempotent: false,
        effects: { signIn: 'blocked', existingSessions: 'unknown', removes: 'membership' },
        note: 'Stytch keeps the member with status deleted, and can reactivate it only while its e-mail address is verified. Memberships of the same person in other organizations are members of their own and stay.',
      },
    ),
  },
});
