import { domainOf } from './domains.ts';
import type { MemberEntry, Organization } from './state.ts';

interface Role {
  readonly role_id: string;
  readonly sources: { readonly type: string; readonly details: object }[];
}

/** The roles of a member with where each comes from: everybody's, the assigned ones, and those its email domain implies. */
export function rolesOf({ assigned_roles, member }: MemberEntry, organization: Organization): Role[] {
  const roles: Role[] = ['stytch_member', ...assigned_roles].map((role_id) => ({
    role_id,
    sources: [{ type: 'direct_assignment', details: {} }],
  }));
  for (const { domain, role_id } of organization.rbac_email_implicit_role_assignments) {
    if (domain.toLowerCase() !== domainOf(member.email_address)) continue;
    // inferred: the name of the detail.
    const source = { type: 'email_assignment', details: { email_domain: domain } };
    const present = roles.find((role) => role.role_id === role_id);
    if (present === undefined) roles.push({ role_id, sources: [source] });
    else present.sources.push(source);
  }
  return roles;
}

/** The ids of a member's roles. */
export function roleIds(entry: MemberEntry, organization: Organization): string[] {
  return rolesOf(entry, organization).map(({ role_id }) => role_id);
}

/** The member as the vendor answers it. */
export function memberAnswer(entry: MemberEntry, organization: Organization): object {
  const roles = rolesOf(entry, organization);
  return { ...entry.member, is_admin: roles.some(({ role_id }) => role_id === 'stytch_admin'), roles };
}
