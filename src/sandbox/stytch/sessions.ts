import type { EmulatorRequest } from '../emulator.ts';
import { Refused } from './answers.ts';
import { memberById } from './lookup.ts';
import { roleIds } from './roles.ts';
import type { OrganizationEntry, StytchState } from './state.ts';

/** On whose behalf a request runs; `undefined` stands for the project itself, which may do everything. */
export interface Actor {
  readonly organizationId: string;
  readonly memberId: string;
  readonly admin: boolean;
}

/** The member whose session the RBAC headers name. */
export function actorOf(request: EmulatorRequest, state: StytchState): Actor | undefined {
  const token = request.headers['x-stytch-member-session'];
  const jwt = request.headers['x-stytch-member-sessionjwt'];
  if (token === undefined && jwt === undefined) return undefined;
  if (token !== undefined && jwt !== undefined) throw new Refused('too_many_session_arguments');
  const session = state.sessions.find(
    ({ session_token, session_jwt }) => session_token === token || session_jwt === jwt,
  );
  const entry = session && state.organizations[session.organization_id];
  const member = entry && memberById(entry, session.member_id);
  // inferred: a session that is unknown, or whose member is gone, is not found rather than forbidden.
  if (session === undefined || entry === undefined || member === undefined) throw new Refused('session_not_found');
  return {
    organizationId: session.organization_id,
    memberId: session.member_id,
    admin: roleIds(member, entry.organization).includes('stytch_admin'),
  };
}

/**
 * Refuses what the actor may not do to an organization. Of the RBAC policy the two default roles are known:
 * `stytch_admin` may do everything within its organization, `stytch_member` only what `ownMemberId` opens to that member.
 */
export function permit(actor: Actor | undefined, entry: OrganizationEntry, ownMemberId?: string): void {
  if (actor === undefined) return;
  if (actor.organizationId !== entry.organization.organization_id) {
    throw new Refused('session_authorization_tenancy_error');
  }
  if (!actor.admin && actor.memberId !== ownMemberId) throw new Refused('session_authorization_error');
}

/** Ends the sessions of an organization, or of one of its members. */
export function endSessions(state: StytchState, organizationId: string, memberId?: string): void {
  state.sessions = state.sessions.filter(
    (session) =>
      session.organization_id !== organizationId || (memberId !== undefined && session.member_id !== memberId),
  );
}
