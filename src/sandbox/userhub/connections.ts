import type { Route } from '../emulator.ts';
import { invalid, refusal } from './errors.ts';
import { accountFields } from './fields.ts';
import { freshId } from './ids.ts';
import { flag, jsonBody, type Readers, readFields, text } from './input.ts';
import { changeableOrganizationOf, connectionOf } from './lookups.ts';
import { readQuery } from './query.ts';
import { organizationBody } from './rendering.ts';
import { pathParameter, route, type UserHubExchange, verbPath } from './routing.ts';
import type { AccountProfile, AccountRecord, ConnectionRecord, OrganizationRecord, UserHubState } from './state.ts';
import { now } from './times.ts';

/** Linking organizations to accounts in external systems. */
export const connectionRoutes: readonly Route<UserHubState>[] = [
  route('POST', verbPath('connect'), connect),
  route('PATCH', verbPath('updateConnection'), updateConnection),
  route('POST', verbPath('disconnect'), disconnect),
];

interface ConnectInput {
  readonly connectionId?: string;
  readonly externalId?: string;
}

interface DisconnectInput {
  readonly connectionId?: string;
  readonly deleteExternalAccount?: boolean;
}

interface UpdateInput extends AccountProfile {
  readonly connectionId?: string;
}

const updateFields: Readers<UpdateInput> = { ...accountFields, connectionId: text() };

function connect(exchange: UserHubExchange): object {
  const input = read<ConnectInput>(exchange, { connectionId: text(), externalId: text() }, '');
  const connectionId = required(input.connectionId, 'connectionId');
  const organization = changeableOrganizationOf(exchange.state, pathParameter(exchange, 'organizationId'));
  const connection = connectionOf(exchange.state, connectionId, 'connectionId');
  // inferred: one account per connection and organization, since disconnecting names the connection only.
  if (organization.accounts.some((account) => account.connectionId === connectionId)) {
    throw refusal('ALREADY_EXISTS', 'The organization is already connected', {
      reason: 'ACCOUNT_CONNECTION_ALREADY_EXISTS',
      param: 'connectionId',
    });
  }
  organization.accounts.push(newAccount(organization, connection, input.externalId));
  return touched(exchange, organization);
}

function newAccount(
  organization: OrganizationRecord,
  connection: ConnectionRecord,
  given: string | undefined,
): AccountRecord {
  const { newAccountPrefix, id } = connection;
  if (given === undefined && newAccountPrefix === undefined) {
    // inferred: where UserHub cannot create accounts, the existing one has to be named.
    throw invalid('externalId', 'This connection cannot create accounts; externalId is required');
  }
  const { displayName, email, currencyCode = 'USD' } = organization.profile;
  const time = now();
  return {
    connectionId: id,
    externalId: given ?? freshId(newAccountPrefix ?? ''),
    profile: {
      // inferred: a created account takes over who the organization is; a linked one keeps what its own system knows.
      ...(given === undefined ? { displayName, email } : {}),
      ...(newAccountPrefix === undefined ? {} : { currencyCode }),
    },
    ...(newAccountPrefix === undefined ? {} : { balanceAmount: '0' }),
    createTime: time,
    updateTime: time,
  };
}

function updateConnection(exchange: UserHubExchange): object {
  const { connectionId, ...patch } = read(exchange, updateFields, 'accountConnection');
  const param = 'accountConnection.connectionId';
  const { organization, account } = connected(exchange, required(connectionId, param), param);
  Object.assign(account.profile, patch);
  account.updateTime = now();
  return touched(exchange, organization);
}

function disconnect(exchange: UserHubExchange): object {
  const input = read<DisconnectInput>(exchange, { connectionId: text(), deleteExternalAccount: flag }, '');
  const connectionId = required(input.connectionId, 'connectionId');
  const { organization, account } = connected(exchange, connectionId, 'connectionId');
  organization.accounts = organization.accounts.filter((other) => other !== account);
  // Disconnecting destroys what the account held, subscriptions included.
  if (organization.subscription?.connectionId === connectionId) delete organization.subscription;
  return touched(exchange, organization);
}

function read<Input extends object>(exchange: UserHubExchange, readers: Readers<Input>, owner: string) {
  readQuery(exchange.request, []);
  return readFields<Input>(jsonBody(exchange.request), readers, owner);
}

function required(value: string | undefined, param: string): string {
  if (value === undefined) throw invalid(param, `${param} is required`);
  return value;
}

/** The organization in the path and its account at a connection. inferred: both an unknown and an unused connection are NOT_FOUND. */
function connected(exchange: UserHubExchange, connectionId: string, param: string) {
  const organization = changeableOrganizationOf(exchange.state, pathParameter(exchange, 'organizationId'));
  connectionOf(exchange.state, connectionId, param);
  const account = organization.accounts.find((candidate) => candidate.connectionId === connectionId);
  if (account === undefined) {
    throw refusal('NOT_FOUND', 'The organization is not connected', { reason: 'ACCOUNT_CONNECTION_NOT_FOUND', param });
  }
  return { organization, account };
}

function touched({ state }: UserHubExchange, organization: OrganizationRecord): object {
  organization.updateTime = now();
  return organizationBody(state, organization, 'FULL');
}
