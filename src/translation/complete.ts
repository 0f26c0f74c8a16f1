import { hash } from 'node:crypto';
import type {
  Answers,
  Member,
  MemberChanged,
  MemberRecord,
  Organization,
  OrganizationChanged,
  OrganizationDeleted,
  OrganizationRecord,
  UnifiedOperationId,
} from './unified.ts';

/** Whose records are completed. */
export interface Owner {
  readonly connection: string;
  readonly provider: string;
}

/** A provider's record as the unified resource; `raw` stays only when the caller asked for it. */
function completeOrganization(owner: Owner, record: OrganizationRecord, includeRaw: boolean): Organization {
  const { raw, id, ...rest } = record;
  const organization = {
    id,
    connection: owner.connection,
    provider: owner.provider,
    resourceName: `connections/${owner.connection}/organizations/${encodeURIComponent(id)}`,
    ...rest,
  };
  // Not every answer of every upstream carries the times, and the same state must have the same etag in all of them.
  const { createTime: _created, updateTime: _updated, ...state } = organization;
  const etag = `"${hash('sha256', JSON.stringify(state), 'base64url').slice(0, 22)}"`;
  return includeRaw ? { ...organization, etag, raw: raw as Organization['raw'] } : { ...organization, etag };
}

/** The same for a member of `organization`. */
function completeMember(owner: Owner, organization: string, record: MemberRecord, includeRaw: boolean): Member {
  const { raw, id, ...rest } = record;
  const member = {
    id,
    connection: owner.connection,
    provider: owner.provider,
    resourceName: `connections/${owner.connection}/organizations/${encodeURIComponent(organization)}/members/${encodeURIComponent(id)}`,
    ...rest,
  };
  return includeRaw ? { ...member, raw: raw as Member['raw'] } : member;
}

/** What an answer is completed with. */
interface Completion {
  readonly owner: Owner;
  /** The organization in the path; `''` where there is none. */
  readonly organization: string;
  readonly includeRaw: boolean;
  /** The journal's record of a mutation. */
  readonly operationId: string | undefined;
}

type Completer<A> = (answer: A, completion: Completion) => object;

const changed: Completer<OrganizationChanged> = (
  { organization, changed, warnings = [] },
  { owner, includeRaw, operationId },
) => ({
  organization: completeOrganization(owner, organization, includeRaw),
  changed,
  operationId,
  warnings,
});

const deleted: Completer<OrganizationDeleted> = (
  { deleted, organization, warnings = [] },
  { owner, includeRaw, operationId },
) => ({
  deleted,
  ...(organization === undefined ? {} : { organization: completeOrganization(owner, organization, includeRaw) }),
  operationId,
  warnings,
});

const memberChanged: Completer<MemberChanged> = (
  { member, changed, warnings = [] },
  { owner, organization, includeRaw, operationId },
) => ({
  member: completeMember(owner, organization, member, includeRaw),
  changed,
  operationId,
  warnings,
});

const paged = (nextCursor: string | undefined): object =>
  nextCursor === undefined ? {} : { nextPageToken: nextCursor };

/** From a provider's answer to the body that the unified document describes, for each operation. */
export const completers: { readonly [Id in UnifiedOperationId]: Completer<Answers[Id]> } = {
  listOrganizations: ({ organizations, nextCursor }, { owner, includeRaw }) => ({
    organizations: organizations.map((record) => completeOrganization(owner, record, includeRaw)),
    ...paged(nextCursor),
  }),
  createOrganization: changed,
  getOrganization: (record, { owner, includeRaw }) => completeOrganization(owner, record, includeRaw),
  updateOrganization: changed,
  deleteOrganization: deleted,
  activateOrganization: changed,
  deactivateOrganization: changed,
  restoreOrganization: changed,
  purgeOrganization: deleted,
  setExternalId: changed,
  deleteExternalId: changed,
  listExternalAccounts: ({ externalAccounts, nextCursor }) => ({ externalAccounts, ...paged(nextCursor) }),
  connectExternalAccount: changed,
  disconnectExternalAccount: changed,
  listMembers: ({ members, nextCursor }, { owner, organization, includeRaw }) => ({
    members: members.map((record) => completeMember(owner, organization, record, includeRaw)),
    ...paged(nextCursor),
  }),
  addMember: memberChanged,
  getMember: (record, { owner, organization, includeRaw }) => completeMember(owner, organization, record, includeRaw),
  updateMember: memberChanged,
  removeMember: ({ deleted, warnings = [] }, { operationId }) => ({ deleted, operationId, warnings }),
};

/** Every unified operation that is translated. */
export const unifiedOperationIds = Object.keys(completers) as readonly UnifiedOperationId[];
