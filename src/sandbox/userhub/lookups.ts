import { refusal } from './errors.ts';
import {
  type ConnectionRecord,
  lifecycleState,
  type OrganizationRecord,
  type RoleRecord,
  type UserHubState,
  type UserRecord,
} from './state.ts';

/** The organization with this system id or client-defined unique id. */
export function findOrganization(state: UserHubState, id: string): OrganizationRecord | undefined {
  if (id.startsWith('org_')) return state.organizations.find((organization) => organization.id === id);
  return organizationOfUniqueId(state, id);
}

/** The organization with this client-defined unique id; one that is marked for deletion still holds its own. */
export function organizationOfUniqueId(state: UserHubState, uniqueId: string): OrganizationRecord | undefined {
  return state.organizations.find(({ profile }) => profile.uniqueId === uniqueId);
}

/** As `findOrganization`, but an unknown id is refused. */
export function organizationOf(state: UserHubState, id: string): OrganizationRecord {
  const found = findOrganization(state, id);
  if (found === undefined) {
    throw refusal('NOT_FOUND', 'Organization not found', { reason: 'ORGANIZATION_NOT_FOUND', param: 'organizationId' });
  }
  return found;
}

/** As `organizationOf`, but for changes. inferred: an organization marked for deletion or archived is read-only. */
export function changeableOrganizationOf(state: UserHubState, id: string): OrganizationRecord {
  const organization = organizationOf(state, id);
  const stage = lifecycleState(organization);
  if (stage === 'ACTIVE' || stage === 'DISABLED') return organization;
  throw refusal('FAILED_PRECONDITION', `The organization is ${stage}`, {
    reason: `ORGANIZATION_${stage}`,
    param: 'organizationId',
  });
}

/** The user with this system id or unique id; an unknown one is refused. */
export function userOf(state: UserHubState, id: string, param: string): UserRecord {
  const found = state.users.find((user) => user.id === id || user.profile.uniqueId === id);
  if (found === undefined) throw refusal('NOT_FOUND', 'User not found', { reason: 'USER_NOT_FOUND', param });
  return found;
}

/** The role with this system id or unique id. */
export function findRole(state: UserHubState, id: string): RoleRecord | undefined {
  return state.roles.find((role) => role.id === id || role.uniqueId === id);
}

/** As `findRole`, but an unknown id is refused and none at all means the tenant's default role. */
export function roleOf(state: UserHubState, id: string | undefined): RoleRecord {
  const found = id === undefined ? state.roles.find((role) => role.default) : findRole(state, id);
  if (found === undefined) {
    throw refusal('NOT_FOUND', 'Role not found', { reason: 'ROLE_NOT_FOUND', param: 'member.roleId' });
  }
  return found;
}

/** The connection with this id; an unknown one is refused. */
export function connectionOf(state: UserHubState, id: string, param: string): ConnectionRecord {
  const found = state.connections.find((connection) => connection.id === id);
  if (found === undefined) {
    throw refusal('NOT_FOUND', 'Connection not found', { reason: 'CONNECTION_NOT_FOUND', param });
  }
  return found;
}
