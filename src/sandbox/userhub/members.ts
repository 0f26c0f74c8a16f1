import type { Route } from '../emulator.ts';
import { invalid, refusal } from './errors.ts';
import { jsonBody, type Readers, readFields, text } from './input.ts';
import { type Orders, page } from './listing.ts';
import { changeableOrganizationOf, findRole, organizationOf, roleOf, userOf } from './lookups.ts';
import { queryFlag, readQuery, textFilter } from './query.ts';
import { memberBody } from './rendering.ts';
import { pathParameter, paths, route, type UserHubExchange } from './routing.ts';
import {
  type MemberRecord,
  nextSequence,
  type OrganizationRecord,
  type Profile,
  type UserHubState,
  type UserRecord,
} from './state.ts';
import { now } from './times.ts';

/** The members of an organization; each is addressed by its user. */
export const memberRoutes: readonly Route<UserHubState>[] = [
  route('GET', paths.members, list),
  route('POST', paths.members, add),
  route('GET', paths.member, get),
  route('PATCH', paths.member, update),
  route('DELETE', paths.member, remove),
];

interface MemberInput {
  readonly userId?: string;
  readonly roleId?: string;
}

const addFields: Readers<MemberInput> = { userId: text(), roleId: text() };
const updateFields: Readers<Pick<MemberInput, 'roleId'>> = { roleId: text() };

const parameters = ['displayName', 'email', 'roleId', 'pageSize', 'pageToken', 'orderBy'];

interface Listed {
  readonly member: MemberRecord;
  readonly profile: Profile;
  readonly sequence: number;
}

const orders: Orders<Listed> = {
  'displayName asc': ({ profile }) => profile.displayName?.toLowerCase(),
  'email asc': ({ profile }) => profile.email?.toLowerCase(),
  'createTime desc': ({ member }) => member.createTime,
};

function list(exchange: UserHubExchange): object {
  const { request, view: state } = exchange;
  const query = readQuery(request, parameters);
  const named = textFilter(query, 'displayName');
  const mailed = textFilter(query, 'email');
  const organization = organizationOf(state, pathParameter(exchange, 'organizationId'));
  const profiles = new Map(state.users.map(({ id, profile }) => [id, profile]));
  const wanted = query.get('roleId');
  // inferred: a filter by an unknown role meets nobody. Members whose user is marked for deletion are listed: no parameter would show them otherwise.
  const roleId = wanted === undefined ? undefined : (findRole(state, wanted)?.id ?? '');
  const matching = Object.values(organization.members)
    .map((member) => ({ member, profile: profiles.get(member.userId) ?? {}, sequence: member.sequence }))
    .filter(
      ({ member, profile }) =>
        (roleId === undefined || member.roleId === roleId) && named(profile.displayName) && mailed(profile.email),
    );
  const { items, ...tokens } = page<Listed>(matching, request, query, orders, 'createTime desc');
  return { members: items.map(({ member }) => memberBody(state, organization, member, 'BASIC')), ...tokens };
}

function add(exchange: UserHubExchange): object {
  const { request, state } = exchange;
  readQuery(request, []);
  const { userId, roleId } = readFields<MemberInput>(jsonBody(request), addFields, 'member');
  if (userId === undefined) throw invalid('member.userId', 'member.userId is required');
  const organization = changeableOrganizationOf(exchange.state, pathParameter(exchange, 'organizationId'));
  const user = userOf(state, userId, 'member.userId');
  if (Object.hasOwn(organization.members, user.id)) {
    throw refusal('ALREADY_EXISTS', 'The user is already a member', {
      reason: 'MEMBER_ALREADY_EXISTS',
      param: 'member.userId',
    });
  }
  return memberBody(state, organization, join(state, organization, user, roleId, 'member.userId'), 'FULL');
}

function get(exchange: UserHubExchange): object {
  readQuery(exchange.request, []);
  const state = exchange.view;
  const organization = organizationOf(state, pathParameter(exchange, 'organizationId'));
  const member = memberOf(organization, userOf(state, pathParameter(exchange, 'userId'), 'userId'));
  return memberBody(state, organization, member, 'FULL');
}

function update(exchange: UserHubExchange): object {
  const { request, state } = exchange;
  const allowMissing = queryFlag(readQuery(request, ['allowMissing']), 'allowMissing');
  const patch = readFields(jsonBody(request), updateFields, 'member');
  const organization = changeableOrganizationOf(exchange.state, pathParameter(exchange, 'organizationId'));
  const user = userOf(state, pathParameter(exchange, 'userId'), 'userId');
  if (allowMissing && !Object.hasOwn(organization.members, user.id)) {
    return memberBody(state, organization, join(state, organization, user, patch.roleId, 'userId'), 'FULL');
  }
  const member = memberOf(organization, user);
  // inferred: a cleared role falls back to the default one, as when a member is added without any.
  if (Object.hasOwn(patch, 'roleId')) member.roleId = roleOf(state, patch.roleId).id;
  member.updateTime = now();
  return memberBody(state, organization, member, 'FULL');
}

function remove(exchange: UserHubExchange): object {
  readQuery(exchange.request, []);
  const organization = changeableOrganizationOf(exchange.state, pathParameter(exchange, 'organizationId'));
  const member = memberOf(organization, userOf(exchange.state, pathParameter(exchange, 'userId'), 'userId'));
  delete organization.members[member.userId];
  return {};
}

function join(
  state: UserHubState,
  organization: OrganizationRecord,
  user: UserRecord,
  roleId: string | undefined,
  param: string,
): MemberRecord {
  if (user.deleteTime !== undefined) {
    throw refusal('FAILED_PRECONDITION', 'The user is marked for deletion', { reason: 'USER_PENDING_DELETION', param });
  }
  const role = roleOf(state, roleId);
  const time = now();
  const member = {
    sequence: nextSequence(state),
    userId: user.id,
    roleId: role.id,
    createTime: time,
    updateTime: time,
  };
  organization.members[user.id] = member;
  return member;
}

function memberOf(organization: OrganizationRecord, user: UserRecord): MemberRecord {
  const member = Object.hasOwn(organization.members, user.id) ? organization.members[user.id] : undefined;
  if (member === undefined) {
    throw refusal('NOT_FOUND', 'Member not found', { reason: 'MEMBER_NOT_FOUND', param: 'userId' });
  }
  return member;
}
