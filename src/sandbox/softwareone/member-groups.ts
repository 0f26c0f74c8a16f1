import type { EmulatorAnswer, Exchange } from '../emulator.ts';
import { jsonBody } from './bodies.ts';
import { accountUsers } from './kinds.ts';
import { written } from './listing.ts';
import { readGroup, readGroups } from './member-checks.ts';
import { membershipIn, present, touch } from './membership.ts';
import { notFound, rejected } from './problems.ts';
import { route } from './route.ts';
import type { State } from './state.ts';

/** inferred: adding a group the member has already changes nothing and is no error. */
function add({ request, state, params }: Exchange<State>): EmulatorAnswer {
  const found = membershipIn(state, params);
  const id = readGroup(jsonBody(request), found.account);
  if (!found.membership.groupIds.includes(id)) {
    found.membership.groupIds.push(id);
    touch(found.membership);
  }
  return written(accountUsers, present(found));
}

function replace({ request, state, params }: Exchange<State>): EmulatorAnswer {
  const found = membershipIn(state, params);
  found.membership.groupIds = readGroups(jsonBody(request), found.account);
  touch(found.membership);
  return written(accountUsers, present(found));
}

function remove({ state, params }: Exchange<State>): EmulatorAnswer {
  const { membership } = membershipIn(state, params);
  const others = membership.groupIds.filter((id) => id !== params.userGroupId);
  if (others.length === membership.groupIds.length) throw notFound();
  if (others.length === 0) {
    throw rejected('Account user update failed', 'The last group of a member cannot be removed', ['groups']);
  }
  membership.groupIds = others;
  touch(membership);
  return { status: 204 };
}

/** The groups of a member: what the platform has in place of a role. */
export function memberGroupRoutes(account: string) {
  return [
    route('POST', `${account}/users/{userId}/groups`, 'write', add),
    route('PUT', `${account}/users/{userId}/groups`, 'write', replace),
    route('DELETE', `${account}/users/{userId}/groups/{userGroupId}`, 'write', remove),
  ];
}
