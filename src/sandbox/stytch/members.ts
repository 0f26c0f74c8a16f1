import type { Exchange, Route } from '../emulator.ts';
import { Refused } from './answers.ts';
import { type Body, externalId, field, flag, readBody, text, texts } from './body.ts';
import { newId, timestamp } from './ids.ts';
import { memberById, memberOf, organizationOf, presentMembers } from './lookup.ts';
import { addressedMember, described } from './member-address.ts';
import { checkEmailIsFree, emailChange } from './member-emails.ts';
import { readFactors } from './member-factors.ts';
import { mergedMetadata } from './metadata.ts';
import { param, route } from './route.ts';
import { actorOf, endSessions, permit } from './sessions.ts';
import { blankMember, type MemberEntry, type OrganizationEntry, type StoredMember, type StytchState } from './state.ts';

/** Fields a member may change of itself; every other field takes an administrator. */
const ownFields = ['name', 'untrusted_metadata', 'mfa_phone_number', 'mfa_enrolled', 'default_mfa_method'];

function create(exchange: Exchange<StytchState>): object {
  const { request, state } = exchange;
  const entry = organizationOf(state, param(exchange, 'organization'));
  const body = readBody(request);
  permit(actorOf(request, state), entry);
  const email = text(body, 'email_address') ?? '';
  checkEmailIsFree(state, entry, email);
  const id = newId('member');
  const blank = blankMember(entry.organization.organization_id, id, email, timestamp());
  if (flag(body, 'create_member_as_pending') === true) blank.status = 'pending';
  const member = { ...blank, ...readChanges(body, entry, blank) };
  const found = { sequence: state.sequence + 1, assigned_roles: readRoles(body) ?? [], member };
  state.sequence = found.sequence;
  entry.members[id] = found;
  return described(entry, found);
}

function get(exchange: Exchange<StytchState>): object {
  const entry = organizationOf(exchange.view, param(exchange, 'organization'));
  const query = new URLSearchParams(exchange.request.rawQuery);
  const id = query.get('member_id');
  const email = query.get('email_address')?.toLowerCase();
  // inferred: exactly one of the two.
  if ((id === null) === (email === undefined)) throw new Refused('invalid_member_get_fields');
  if (id !== null) return described(entry, memberOf(entry, id));
  const found = presentMembers(entry).find(({ member }) => member.email_address.toLowerCase() === email);
  if (found === undefined) throw new Refused('member_not_found');
  return described(entry, found);
}

function dangerouslyGet(exchange: Exchange<StytchState>): object {
  const id = param(exchange, 'member');
  const withDeleted = new URLSearchParams(exchange.request.rawQuery).get('include_deleted') === 'true';
  for (const entry of Object.values(exchange.view.organizations)) {
    const found = memberById(entry, id);
    if (found !== undefined && (withDeleted || found.member.status !== 'deleted')) return described(entry, found);
  }
  throw new Refused('member_not_found');
}

function update(exchange: Exchange<StytchState>): object {
  const { request, state } = exchange;
  const { entry, found } = addressedMember(exchange);
  const { member } = found;
  const body = readBody(request);
  const actor = actorOf(request, state);
  const sent = Object.keys(body).filter((name) => field(body, name) !== undefined);
  permit(actor, entry, sent.every((name) => ownFields.includes(name)) ? member.member_id : undefined);
  if (actor !== undefined && sent.includes('trusted_metadata')) throw new Refused('cannot_update_trusted_metadata');
  const email = text(body, 'email_address');
  if (email !== undefined) {
    if (actor?.memberId === member.member_id) throw new Refused('member_cannot_update_their_email_address');
    checkEmailIsFree(state, entry, email, member.member_id);
  }
  const roles = readRoles(body);
  const unlink = flag(body, 'unlink_email') ?? false;
  const changes = {
    ...readChanges(body, entry, member),
    ...(email === undefined ? {} : emailChange(member, email, unlink)),
  };
  Object.assign(member, changes, { updated_at: timestamp() });
  if (roles !== undefined) found.assigned_roles = roles;
  return described(entry, found);
}

function remove(exchange: Exchange<StytchState>): object {
  const { request, state } = exchange;
  const { entry, found } = addressedMember(exchange);
  permit(actorOf(request, state), entry);
  const { member } = found;
  // inferred: the external id goes free, as reactivation does not accept one.
  Object.assign(member, { status: 'deleted', external_id: null, updated_at: timestamp() });
  endSessions(state, member.organization_id, member.member_id);
  return { member_id: member.member_id };
}

function reactivate(exchange: Exchange<StytchState>): object {
  const { request, state } = exchange;
  const entry = organizationOf(state, param(exchange, 'organization'));
  const found = memberById(entry, param(exchange, 'member'));
  if (found === undefined) throw new Refused('member_not_found');
  permit(actorOf(request, state), entry);
  const { member } = found;
  if (member.status !== 'deleted') throw new Refused('no_deleted_member_found_for_reactivation');
  if (!member.email_address_verified) throw new Refused('email_unverified_for_reactivation');
  const email = member.email_address.toLowerCase();
  if (presentMembers(entry).some((other) => other.member.email_address.toLowerCase() === email)) {
    throw new Refused('reactivation_email_belongs_to_another_member');
  }
  Object.assign(member, { status: 'active', updated_at: timestamp() });
  return described(entry, found);
}

function removeExternalId(exchange: Exchange<StytchState>): object {
  const { request, state } = exchange;
  const { entry, found } = addressedMember(exchange);
  permit(actorOf(request, state), entry);
  if (found.member.external_id !== null) {
    Object.assign(found.member, { external_id: null, updated_at: timestamp() });
  }
  return described(entry, found);
}

/** No Connected App is ever installed here. */
function connectedApps(exchange: Exchange<StytchState>): object {
  const { entry, found } = addressedMember(exchange, exchange.view);
  permit(actorOf(exchange.request, exchange.state), entry, found.member.member_id);
  return { connected_apps: [] };
}

function revokeConnectedApp(exchange: Exchange<StytchState>): object {
  connectedApps(exchange);
  throw new Refused('connected_app_not_found');
}

function readChanges(body: Body, entry: OrganizationEntry, member: StoredMember): Partial<StoredMember> {
  const name = text(body, 'name');
  const breakglass = flag(body, 'is_breakglass');
  const enrolled = flag(body, 'mfa_enrolled');
  const trusted = mergedMetadata(body, 'trusted_metadata', member.trusted_metadata);
  const untrusted = mergedMetadata(body, 'untrusted_metadata', member.untrusted_metadata);
  const external = externalId(body, 'external_id');
  const isTaken = (other: MemberEntry) =>
    other.member.member_id !== member.member_id && other.member.external_id === external;
  if (external !== undefined && presentMembers(entry).some(isTaken)) throw new Refused('duplicate_member_external_id');
  return {
    ...(name === undefined ? {} : { name }),
    ...(breakglass === undefined ? {} : { is_breakglass: breakglass }),
    ...(enrolled === undefined ? {} : { mfa_enrolled: enrolled }),
    ...(trusted === undefined ? {} : { trusted_metadata: trusted }),
    ...(untrusted === undefined ? {} : { untrusted_metadata: untrusted }),
    ...(external === undefined ? {} : { external_id: external }),
    ...readFactors(body, member),
  };
}

/** inferred: the project's RBAC policy is not known here, so every role id but the one that all members have is accepted. */
function readRoles(body: Body): string[] | undefined {
  const roles = texts(body, 'roles');
  if (roles?.includes('stytch_member') === true) throw new Refused('cannot_assign_default_rbac_role_id');
  if (roles?.includes('') === true) throw new Refused('empty_rbac_role_id');
  return roles === undefined ? undefined : [...new Set(roles)];
}

/** The member routes, to be matched after those for search and for factors. */
export const memberRoutes: readonly Route<StytchState>[] = [
  route('GET', '/members/dangerously_get/{member}', 'read', dangerouslyGet),
  route('POST', '/{organization}/members', 'write', create),
  route('GET', '/{organization}/member', 'read', get),
  route('PUT', '/{organization}/members/{member}', 'write', update),
  route('DELETE', '/{organization}/members/{member}', 'write', remove),
  route('PUT', '/{organization}/members/{member}/reactivate', 'write', reactivate),
  route('DELETE', '/{organization}/members/{member}/external_id', 'write', removeExternalId),
  route('GET', '/{organization}/members/{member}/connected_apps', 'read', connectedApps),
  route('POST', '/{organization}/members/{member}/connected_apps/{connected_app}/revoke', 'write', revokeConnectedApp),
];
