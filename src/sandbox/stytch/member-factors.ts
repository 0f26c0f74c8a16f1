import type { Exchange, Route } from '../emulator.ts';
import { Refused } from './answers.ts';
import { type Body, text } from './body.ts';
import { timestamp } from './ids.ts';
import { organizationOf, presentMembers } from './lookup.ts';
import { addressedMember, described } from './member-address.ts';
import { param, route } from './route.ts';
import { actorOf, permit } from './sessions.ts';
import type { MemberEntry, OrganizationEntry, StoredMember, StytchState } from './state.ts';

/** The MFA fields a request sends, checked against the member as it is. */
export function readFactors(body: Body, member: StoredMember): Partial<StoredMember> {
  const phone = text(body, 'mfa_phone_number');
  if (phone !== undefined) {
    if (!/^\+[1-9]\d{6,14}$/.test(phone)) throw new Refused('invalid_phone_number');
    if (member.status !== 'active') throw new Refused('action_available_only_for_active_members');
    if (member.mfa_phone_number !== '') throw new Refused('duplicate_member_phone_number_for_member');
  }
  const method = text(body, 'default_mfa_method');
  if (method !== undefined) {
    const factors: Record<string, string> = {
      sms_otp: phone ?? member.mfa_phone_number,
      totp: member.totp_registration_id,
    };
    if (!Object.hasOwn(factors, method)) throw new Refused('invalid_mfa_default_method');
    if (factors[method] === '') throw new Refused('default_mfa_member_missing_factor');
  }
  // inferred: the first factor becomes the default one.
  const preferred = method ?? (phone !== undefined && member.default_mfa_method === '' ? 'sms_otp' : undefined);
  return {
    ...(phone === undefined ? {} : { mfa_phone_number: phone, mfa_phone_number_verified: false }),
    ...(preferred === undefined ? {} : { default_mfa_method: preferred }),
  };
}

function removePhone(exchange: Exchange<StytchState>): object {
  const { entry, found } = addressedMember(exchange);
  permit(actorOf(exchange.request, exchange.state), entry, found.member.member_id);
  if (found.member.mfa_phone_number === '') throw new Refused('member_phone_number_not_found');
  return changed(entry, found, {
    mfa_phone_number: '',
    mfa_phone_number_verified: false,
    default_mfa_method: found.member.totp_registration_id === '' ? '' : 'totp',
  });
}

function removeTotp(exchange: Exchange<StytchState>): object {
  const { entry, found } = addressedMember(exchange);
  permit(actorOf(exchange.request, exchange.state), entry, found.member.member_id);
  if (found.member.totp_registration_id === '') throw new Refused('totp_not_found');
  return changed(entry, found, {
    totp_registration_id: '',
    default_mfa_method: found.member.mfa_phone_number === '' ? '' : 'sms_otp',
  });
}

function removePassword(exchange: Exchange<StytchState>): object {
  const entry = organizationOf(exchange.state, param(exchange, 'organization'));
  const id = param(exchange, 'password');
  const found = presentMembers(entry).find(({ member }) => member.member_password_id === id);
  permit(actorOf(exchange.request, exchange.state), entry, found?.member.member_id);
  if (found === undefined) throw new Refused('member_password_not_found');
  return changed(entry, found, { member_password_id: '' });
}

function changed(entry: OrganizationEntry, found: MemberEntry, changes: Partial<StoredMember>): object {
  Object.assign(found.member, changes, { updated_at: timestamp() });
  return described(entry, found);
}

/** The routes that take authentication factors away, to be matched before the other member routes. */
export const memberFactorRoutes: readonly Route<StytchState>[] = [
  route('DELETE', '/{organization}/members/mfa_phone_numbers/{member}', 'write', removePhone),
  route('DELETE', '/{organization}/members/passwords/{password}', 'write', removePassword),
  route('DELETE', '/{organization}/members/{member}/totp', 'write', removeTotp),
];
