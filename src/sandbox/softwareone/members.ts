import type { EmulatorAnswer, Exchange } from '../emulator.ts';
import { accountIn } from './accounts.ts';
import { event } from './actor.ts';
import { jsonBody, object } from './bodies.ts';
import { freshId } from './ids.ts';
import { accountUsers } from './kinds.ts';
import { listing, single, written } from './listing.ts';
import { type GivenMember, readMember } from './member-checks.ts';
import { invitation, membershipIn, membershipsOf, present, touch } from './membership.ts';
import { invalid, rejected } from './problems.ts';
import { route } from './route.ts';
import { entry, type Membership, type State, type User } from './state.ts';

const creationFailed = 'Account user creation failed';

function invite({ request, state, params }: Exchange<State>): EmulatorAnswer {
  const account = accountIn(state, params.accountId);
  const given = readMember(object(jsonBody(request)), account);
  const known = knownUser(state, given);
  if (known !== undefined && entry(state.members[account.id] ?? {}, known.id) !== undefined) {
    throw rejected(creationFailed, 'The user is a member of the account already', ['user.email']);
  }
  if (known === undefined && given.invitation === 'Active') {
    throw rejected(creationFailed, 'Only an existing user can be added without an invitation', ['invitation.status']);
  }
  const user = known ?? newUser(state, given);
  const membership = newMembership(user.id, given);
  state.users[user.id] = user;
  state.members[account.id] = { ...state.members[account.id], [user.id]: membership };
  return written(accountUsers, present({ account, user, membership }), 201);
}

/** A user is one identity in all accounts, known by id or by email address. */
function knownUser(state: State, { userId, email }: GivenMember): User | undefined {
  if (userId !== undefined) {
    const user = entry(state.users, userId);
    if (user === undefined) {
      throw rejected(creationFailed, 'Value of user does not correspond to a valid user', ['user.id']);
    }
    return user;
  }
  const wanted = email?.toLowerCase();
  return Object.values(state.users).find((user) => user.email.toLowerCase() === wanted);
}

function newUser(state: State, { email, firstName, lastName, phone, settings }: GivenMember): User {
  if (email === undefined || firstName === undefined || lastName === undefined) {
    const missing = Object.entries({ email, firstName, lastName }).filter(([, value]) => value === undefined);
    throw invalid(Object.fromEntries(missing.map(([name]) => [`user.${name}`, [`The ${name} field is required.`]])));
  }
  const id = freshId('USR', (taken) => Object.hasOwn(state.users, taken));
  const more = { ...(phone === undefined ? {} : { phone }), ...(settings === undefined ? {} : { settings }) };
  return { id, email, firstName, lastName, ...more, status: 'Invited' };
}

function newMembership(userId: string, given: GivenMember): Membership {
  const now = event();
  const invited = given.invitation === 'Invited';
  return {
    userId,
    groupIds: [...given.groupIds],
    status: given.invitation,
    ...(invited ? { invitation: invitation() } : {}),
    ...(given.notes === undefined ? {} : { notes: given.notes }),
    revision: 1,
    audit: { created: now, updated: now, ...(invited ? { invited: now } : { joined: now }) },
  };
}

/** inferred: the user's identity is fixed; names, phone, settings, groups and notes can change, the state cannot. */
function update({ request, state, params }: Exchange<State>): EmulatorAnswer {
  const found = membershipIn(state, params);
  const given = readMember(object(jsonBody(request)), found.account);
  const otherEmail = given.email !== undefined && given.email.toLowerCase() !== found.user.email.toLowerCase();
  if (otherEmail || (given.userId !== undefined && given.userId !== found.user.id)) {
    throw rejected('Account user update failed', 'The user of a membership cannot be changed', ['user']);
  }
  const { firstName, lastName, phone, settings, notes } = given;
  Object.assign(found.user, defined({ firstName, lastName, phone, settings }));
  Object.assign(found.membership, defined({ notes }), { groupIds: given.groupIds });
  touch(found.membership);
  return written(accountUsers, present(found));
}

function defined(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function remove({ state, params }: Exchange<State>): EmulatorAnswer {
  const { account, user } = membershipIn(state, params);
  const { [user.id]: _, ...others } = state.members[account.id] ?? {};
  state.members[account.id] = others;
  return { status: 204 };
}

/** The members of an account, under one of the paths they have. */
export function memberRoutes(account: string) {
  return [
    route('GET', `${account}/users`, 'read', ({ view, params, request }) => {
      const found = membershipsOf(view, accountIn(view, params.accountId));
      return listing(accountUsers, found.map(present), request.rawQuery);
    }),
    route('POST', `${account}/users`, 'write', invite),
    route('GET', `${account}/users/{userId}`, 'read', ({ view, params, request }) =>
      single(accountUsers, present(membershipIn(view, params)), request.rawQuery),
    ),
    route('PUT', `${account}/users/{userId}`, 'write', update),
    route('DELETE', `${account}/users/{userId}`, 'write', remove),
  ];
}
