import type { Exchange } from '../emulator.ts';
import { memberOf, organizationOf } from './lookup.ts';
import { memberAnswer } from './roles.ts';
import { param } from './route.ts';
import type { MemberEntry, OrganizationEntry, StytchState } from './state.ts';

/** The organization and the member that the path names, by default in the present state. */
export function addressedMember(
  exchange: Exchange<StytchState>,
  state: StytchState = exchange.state,
): { entry: OrganizationEntry; found: MemberEntry } {
  const entry = organizationOf(state, param(exchange, 'organization'));
  return { entry, found: memberOf(entry, param(exchange, 'member')) };
}

/** What most member operations answer. */
export function described({ organization }: OrganizationEntry, found: MemberEntry) {
  return { member_id: found.member.member_id, member: memberAnswer(found, organization), organization };
}
