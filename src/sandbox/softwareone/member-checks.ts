import { isObject, type JsonObject } from './bodies.ts';
import { invalid, rejected } from './problems.ts';
import type { Account } from './state.ts';

/** What a body says of a membership. */
export interface GivenMember {
  readonly userId?: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly phone?: object;
  readonly settings?: object;
  readonly groupIds: readonly string[];
  readonly invitation: 'Invited' | 'Active';
  readonly notes?: string;
}

const personal = ['id', 'email', 'firstName', 'lastName', 'phone', 'settings'];
const known = [...personal, 'user', 'account', 'groups', 'invitation', 'notes'];
/** Members of the full shape that only the platform writes: accepted, and without effect. */
const ignored = ['status', 'modules', 'buyers', 'lastLoginAt', 'revision', 'audit', '$meta'];
const ignoredOfUser = ['name', 'status', 'icon', 'revision', 'audit'];

/** Reads the body of an invitation or update; the person is under `user`, or flat in the newer form. */
export function readMember(body: JsonObject, account: Account): GivenMember {
  refuseUnknown(body, [...known, ...ignored], '');
  const nested = body.user ?? undefined;
  if (nested !== undefined && !isObject(nested)) throw invalid({ user: ['The value must be an object.'] });
  if (nested !== undefined) refuseUnknown(nested, [...personal, ...ignoredOfUser], 'user.');
  const person = nested ?? body;
  const prefix = nested === undefined ? '' : 'user.';
  const email = text(person, 'email', prefix);
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalid({ [`${prefix}email`]: ['The value is not a valid email address.'] });
  }
  checkAccount(body.account, account);
  const details = {
    userId: text(person, 'id', prefix),
    email,
    firstName: text(person, 'firstName', prefix),
    lastName: text(person, 'lastName', prefix),
    phone: part(person, 'phone', prefix),
    settings: part(person, 'settings', prefix),
    notes: text(body, 'notes', ''),
  };
  return { ...details, groupIds: readGroups(body.groups, account), invitation: invitationOf(body.invitation) };
}

/** Reads `[{ id }]`: at least one group, each of them of this account. */
export function readGroups(value: unknown, account: Account): string[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid({ groups: ['At least one group is required.'] });
  return [...new Set(value.map((group) => readGroup(group, account)))];
}

/** Reads `{ id }`: a group of this account. */
export function readGroup(value: unknown, account: Account): string {
  const id = isObject(value) ? value.id : undefined;
  if (typeof id !== 'string') throw invalid({ 'groups.id': ['The id field is required.'] });
  if (account.groups.some((group) => group.id === id)) return id;
  throw rejected('Account user update failed', 'Value of group does not correspond to a valid group', ['groups.id']);
}

function refuseUnknown(value: JsonObject, names: readonly string[], prefix: string): void {
  const errors = Object.keys(value)
    .filter((name) => !names.includes(name))
    .map((name) => [`${prefix}${name}`, [`The JSON property '${prefix}${name}' could not be mapped.`]]);
  if (errors.length > 0) throw invalid(Object.fromEntries(errors));
}

function checkAccount(value: unknown, account: Account): void {
  if (value === undefined || value === null) return;
  if (isObject(value) && value.id === account.id) return;
  throw rejected('Account user update failed', 'The account differs from the one in the path', ['account.id']);
}

function invitationOf(value: unknown): 'Invited' | 'Active' {
  const status = isObject(value) ? (value.status ?? 'Invited') : 'Invited';
  if (status === 'Invited' || status === 'Active') return status;
  throw invalid({ 'invitation.status': ['The value must be one of Invited, Active.'] });
}

function text(value: JsonObject, name: string, prefix: string): string | undefined {
  const given = value[name] ?? undefined;
  if (given === undefined || (typeof given === 'string' && given !== '')) return given;
  throw invalid({ [`${prefix}${name}`]: ['The value must be a text that is not empty.'] });
}

function part(value: JsonObject, name: string, prefix: string): object | undefined {
  const given = value[name] ?? undefined;
  if (given === undefined || isObject(given)) return given;
  throw invalid({ [`${prefix}${name}`]: ['The value must be an object.'] });
}
