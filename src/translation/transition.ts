import { refuse } from './refuse.ts';
import type { OrganizationChanged, OrganizationRecord, OrganizationState } from './unified.ts';

/**
 * The answer to a transition after the organization has been read. `done` says whether the upstream made the transition now;
 * where it refused, the read decides: already in the target state is success without change, any other state is a conflict.
 */
export function transitioned(
  organization: OrganizationRecord,
  to: OrganizationState,
  done: boolean,
): OrganizationChanged {
  if (organization.state === to) return { organization, changed: done };
  if (!done) wrongState(organization, to);
  // The upstream confirmed the transition, so a read that still shows the old state is a late one.
  const { upstreamState: _late, ...rest } = organization;
  return { organization: { ...rest, state: to }, changed: true };
}

/** Refuses a transition from the organization's present state. */
export function wrongState(organization: OrganizationRecord, to: OrganizationState): never {
  const word = organization.upstreamState === undefined ? '' : ` (${organization.upstreamState} at the upstream)`;
  return refuse(
    'invalid-state-transition',
    `The organization is ${organization.state}${word} and cannot become ${to} from there.`,
  );
}
