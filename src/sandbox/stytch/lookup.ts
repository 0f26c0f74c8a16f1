import { Refused } from './answers.ts';
import { holderOfExternalId, holderOfSlug } from './directory.ts';
import type { MemberEntry, OrganizationEntry, StytchState } from './state.ts';

/** The organization that a path segment or a parameter means: by id, else by external id, else by slug. */
export function organizationOf(state: StytchState, reference: string): OrganizationEntry {
  const id = Object.hasOwn(state.organizations, reference)
    ? reference
    : (holderOfExternalId(state, reference) ?? holderOfSlug(state, reference));
  const found = id === undefined ? undefined : state.organizations[id];
  if (found !== undefined) return found;
  throw new Refused(malformed(reference) ? 'invalid_organization_id' : 'organization_not_found');
}

/** inferred: malformed is what can be neither an external id nor a slug, and what starts like an id but has no UUID. */
function malformed(reference: string): boolean {
  if (!/^[A-Za-z0-9._~|-]{1,128}$/.test(reference)) return true;
  return /^organization-(test|live)-(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)/.test(reference);
}

/** A member by its real id, deleted or not. */
export function memberById(entry: OrganizationEntry, id: string): MemberEntry | undefined {
  return Object.hasOwn(entry.members, id) ? entry.members[id] : undefined;
}

/** The members of an organization that are not deleted. */
export function presentMembers(entry: OrganizationEntry): MemberEntry[] {
  return Object.values(entry.members).filter(({ member }) => member.status !== 'deleted');
}

/** The member that a path segment means: by id, else by external id; deleted members are not found. */
export function memberOf(entry: OrganizationEntry, reference: string): MemberEntry {
  const found =
    memberById(entry, reference) ?? presentMembers(entry).find(({ member }) => member.external_id === reference);
  if (found === undefined || found.member.status === 'deleted') throw new Refused('member_not_found');
  return found;
}
