import type { Exchange, Route } from '../emulator.ts';
import { Refused } from './answers.ts';
import { readBody, text } from './body.ts';
import { claimantsOf } from './directory.ts';
import { checkEmail, domainOf } from './domains.ts';
import { newId, timestamp } from './ids.ts';
import { presentMembers } from './lookup.ts';
import { addressedMember, described } from './member-address.ts';
import { route } from './route.ts';
import { actorOf, permit } from './sessions.ts';
import type { OrganizationEntry, StoredMember, StytchState } from './state.ts';

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Refuses an address that a member of the organization (other than the one given) has or had, or whose domain is another organization's. */
export function checkEmailIsFree(state: StytchState, entry: OrganizationEntry, email: string, memberId?: string): void {
  checkEmail(email);
  const claimants = claimantsOf(state, domainOf(email));
  if (claimants.size > 0 && !claimants.has(entry.organization.organization_id)) {
    throw new Refused('action_not_allowed_email_domain_is_claimed');
  }
  const others = presentMembers(entry).filter(({ member }) => member.member_id !== memberId);
  if (others.some(({ member }) => same(member.email_address, email))) throw new Refused('duplicate_member_email');
  if (others.some(({ member }) => retired(member, email))) throw new Refused('retired_member_email');
}

function retired(member: StoredMember, email: string): boolean {
  return member.retired_email_addresses.some(({ email_address }) => same(email_address, email));
}

/** What changes when a member gets another address: it has to be verified anew, the password goes, the old address retires. */
export function emailChange(member: StoredMember, email: string, unlink: boolean): Partial<StoredMember> {
  if (same(member.email_address, email)) return { email_address: email };
  const kept = member.retired_email_addresses.filter(({ email_address }) => !same(email_address, email));
  const old = { email_id: newId('email'), email_address: member.email_address };
  return {
    email_address: email,
    email_address_verified: false,
    member_password_id: '',
    retired_email_addresses: unlink ? kept : [...kept, old],
  };
}

function unlinkRetired(exchange: Exchange<StytchState>): object {
  const { entry, found } = addressedMember(exchange);
  permit(actorOf(exchange.request, exchange.state), entry, found.member.member_id);
  const body = readBody(exchange.request);
  const id = text(body, 'email_id');
  const address = text(body, 'email_address');
  if (id === undefined && address === undefined) throw new Refused('retired_email_missing_email_identifiers');
  const { member } = found;
  const named = member.retired_email_addresses.find(
    ({ email_id, email_address }) =>
      (id === undefined || email_id === id) && (address === undefined || same(email_address, address)),
  );
  if (named === undefined) throw new Refused('email_not_found');
  member.retired_email_addresses = member.retired_email_addresses.filter((email) => email !== named);
  member.updated_at = timestamp();
  return { ...described(entry, found), organization_id: entry.organization.organization_id };
}

/** Sends no message, and nobody can confirm one: the member keeps its present address. */
function startUpdate(exchange: Exchange<StytchState>): object {
  const { entry, found } = addressedMember(exchange);
  permit(actorOf(exchange.request, exchange.state), entry, found.member.member_id);
  const email = text(readBody(exchange.request), 'email_address') ?? '';
  checkEmailIsFree(exchange.state, entry, email, found.member.member_id);
  return described(entry, found);
}

/** The routes about members' email addresses. */
export const memberEmailRoutes: readonly Route<StytchState>[] = [
  route('POST', '/{organization}/members/{member}/unlink_retired_email', 'write', unlinkRetired),
  route('POST', '/{organization}/members/{member}/start_email_update', 'write', startUpdate),
];
