import type { components, operations, WriteOperationId } from '../generated/types/stytch.ts';
import { changedAsSent, createdAsSent } from '../translation/as-sent.ts';
import type { Api, Steps } from '../translation/declare.ts';
import { applied, inconclusive, notApplied, settlements } from '../translation/settlement.ts';

type Schemas = components['schemas'];
interface Organization extends Readonly<Schemas['Organization']> {}
interface Member extends Readonly<Schemas['Member']> {}
type Reads = Api<operations, keyof operations>;
type AtOrganization = { readonly path: { readonly organization_id: string } };
type AtMember = { readonly path: { readonly organization_id: string; readonly member_id: string } };

// Inferred: no source speaks of reads by id that lag behind, nor says that there are none. Searches, which may, are not used.
const quietMs = 2000;

const gone = inconclusive('Stytch does not have the organization any more, so nothing shows whether this was done.');

/** Undefined where there is none; the path may hold an external ID or a slug in place of the id. */
const organizationOf = (api: Reads, { path }: AtOrganization): Steps<Schemas['OrganizationResponse'] | undefined> =>
  api.GetOrganization({ path: { organization_id: path.organization_id } }, ['not-found']);

/** Undefined where there is none. A member that was deleted may still be shown, with the status `deleted` (document). */
const memberOf = (api: Reads, { path }: AtMember): Steps<Schemas['MemberResponse'] | undefined> => {
  const { organization_id, member_id } = path;
  return api.GetMember({ path: { organization_id }, query: { member_id } }, ['not-found']);
};

/** Whether an external ID or a slug can be looked up: one that looks like an id is taken for one. */
const isAlias = (value: string): boolean => !/^(?:organization-(?:test|live)-.*|\.\.?)$/.test(value);

type SentOrganization = Schemas['CreateOrganizationRequest'] | Schemas['UpdateOrganizationRequest'];
type SentMember = Schemas['CreateMemberRequest'] | Schemas['UpdateMemberRequest'];

const metadataField = (key: string): string => `trusted_metadata.${key}`;

/** Metadata is merged key by key, so each key is a field of its own; null removes it. */
const sentOf = ({ trusted_metadata = {}, email_allowed_domains: domains, ...body }: SentOrganization): object => ({
  ...body,
  email_allowed_domains: domains && [...domains].sort(),
  ...Object.fromEntries(Object.entries(trusted_metadata).map(([key, value]) => [metadataField(key), value])),
});

/** Older answers leave fields out (document, Organization): only of the external ID that means that there is none. */
function shownOf({ trusted_metadata: sent = {} }: SentOrganization, from: Organization): object {
  const { trusted_metadata: metadata, email_allowed_domains: domains } = from;
  const shown = (key: string): unknown => metadata && (Object.hasOwn(metadata, key) ? metadata[key] : null);
  return {
    organization_name: from.organization_name,
    organization_slug: from.organization_slug,
    organization_logo_url: from.organization_logo_url,
    organization_external_id: from.organization_external_id || null,
    email_allowed_domains: domains && [...domains].sort(),
    ...Object.fromEntries(Object.keys(sent).map((key) => [metadataField(key), shown(key)])),
  };
}

const sentOfMember = ({ roles, ...body }: SentMember) => ({ ...body, roles: roles && [...roles].sort() });
const shownOfMember = (from: Member) => ({
  email_address: from.email_address,
  name: from.name,
  roles: assigned(from.roles),
});

/** The roles that were assigned one by one, as requests name them; the one that every member has is never sent. */
const assigned = (roles: Member['roles']): readonly string[] | undefined =>
  roles?.every(({ sources }) => sources !== undefined)
    ? roles
        .filter(({ sources = [] }) => sources.some(({ type }) => type === 'direct_assignment'))
        .map(({ role_id }) => role_id)
        .filter((id) => id !== 'stytch_member')
        .sort()
    : undefined;

export default settlements<operations, WriteOperationId>()({
  CreateOrganization: {
    quietMs,
    byDifference: true,
    *look({ body }, api) {
      const { organization_external_id: externalId, organization_slug: slug } = body;
      // Either is unique in the project, so one is enough; the order in which Stytch looks aliases up is inferred.
      const alias = [externalId, slug].find((each) => each !== undefined && isAlias(each));
      if (alias === undefined) {
        return inconclusive('Without external ID and slug nothing tells the new organization from any other.');
      }
      const found = yield* organizationOf(api, { path: { organization_id: alias } });
      if (found === undefined) return notApplied;
      const { organization } = found;
      const carried = alias === externalId ? organization.organization_external_id : organization.organization_slug;
      return carried === alias
        ? createdAsSent(sentOf(body), shownOf(body, organization), found)
        : inconclusive('The external ID or slug that was sent is another kind of name of another organization.');
    },
  },
  // Only what differs from a read in the same run is sent.
  UpdateOrganization: {
    quietMs,
    repeatable: true,
    *look(asked, api) {
      const found = yield* organizationOf(api, asked);
      if (found === undefined) return gone;
      return changedAsSent(sentOf(asked.body), shownOf(asked.body, found.organization), found);
    },
  },
  // Sent only after a read in the same run. Not repeatable: once the id is free, it could be another one's external ID.
  DeleteOrganization: {
    quietMs,
    *look(asked, api) {
      const { organization_id } = asked.path;
      const found = yield* organizationOf(api, asked);
      return found === undefined ? applied({ status_code: 200, request_id: '', organization_id }) : notApplied;
    },
  },
  // Sent only after a read in the same run showed an external ID.
  DeleteOrganizationExternalId: {
    quietMs,
    repeatable: true,
    *look(asked, api) {
      const found = yield* organizationOf(api, asked);
      if (found === undefined) return gone;
      return found.organization.organization_external_id ? notApplied : applied(found);
    },
  },
  CreateMember: {
    quietMs,
    byDifference: true,
    *look({ path, body }, api) {
      const { organization_id } = path;
      const { email_address } = body;
      // Unique in the organization, but for members that were deleted.
      const found = yield* api.GetMember({ path: { organization_id }, query: { email_address } }, ['not-found']);
      if (found === undefined || found.member.status === 'deleted') return notApplied;
      return createdAsSent(sentOfMember(body), shownOfMember(found.member), found);
    },
  },
  // Only what differs from a read in the same run is sent.
  UpdateMember: {
    quietMs,
    repeatable: true,
    *look(asked, api) {
      const found = yield* memberOf(api, asked);
      if (found === undefined || found.member.status === 'deleted') {
        return inconclusive('The member has been removed from the organization.');
      }
      return changedAsSent(sentOfMember(asked.body), shownOfMember(found.member), found);
    },
  },
  // Sent only after a read in the same run showed the member as present.
  DeleteMember: {
    quietMs,
    repeatable: true,
    *look(asked, api) {
      const { member_id } = asked.path;
      const found = yield* memberOf(api, asked);
      if (found !== undefined && found.member.status !== 'deleted') return notApplied;
      // Not found is also what is said of a member whose organization is gone.
      if (found === undefined && (yield* organizationOf(api, asked)) === undefined) return gone;
      return applied({ status_code: 200, request_id: '', member_id });
    },
  },
});
