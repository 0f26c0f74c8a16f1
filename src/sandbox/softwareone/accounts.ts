import { randomUUID } from 'node:crypto';
import type { EmulatorAnswer, Exchange } from '../emulator.ts';
import { type GivenAccount, readAccount, writable } from './account-checks.ts';
import { event } from './actor.ts';
import { accountBody, jsonBody, object } from './bodies.ts';
import { defaultGroup } from './groups.ts';
import { freshId } from './ids.ts';
import { accounts } from './kinds.ts';
import { listing, single, written } from './listing.ts';
import { notFound, rejected } from './problems.ts';
import { route } from './route.ts';
import { type Account, type AccountType, entry, type State } from './state.ts';

/** The account under an id, or the vendor's 404. */
export function accountIn(state: State, id: string | undefined): Account {
  const account = id === undefined ? undefined : entry(state.accounts, id);
  if (account === undefined) throw notFound();
  return account;
}

/** Stores a changed account under the next revision. */
export function store(state: State, account: Account): Account {
  const stored = {
    ...account,
    revision: account.revision + 1,
    audit: { ...account.audit, updated: event() },
  };
  state.accounts[account.id] = stored;
  return stored;
}

/** What changes with the external id: the platform reads the name that goes with it from its ERP. */
export function linked(account: Account, previous: string | undefined): Account {
  const { externalId, externalName: _, ...rest } = account;
  if (externalId === previous) return account;
  // inferred: the sandbox's ERP knows every customer under the name the account has at that moment
  return externalId === undefined ? rest : { ...rest, externalId, externalName: account.name };
}

function checkEligibility(title: string, type: AccountType | undefined, given: GivenAccount): void {
  if (type !== 'Client' && given.eligibility !== undefined) {
    throw rejected(title, 'Eligibility applies to Client accounts only', ['eligibility']);
  }
}

function create({ request, state }: Exchange<State>): EmulatorAnswer {
  const given = readAccount(accountBody(request), ['name', 'type']);
  const { name = '', type = 'Client' } = given;
  if (type === 'Operations') {
    throw rejected('Account creation failed', 'An account of type Operations cannot be created', ['type']);
  }
  checkEligibility('Account creation failed', type, given);
  const id = freshId('ACC', (taken) => Object.hasOwn(state.accounts, taken));
  const audit = event();
  const account: Account = {
    ...writable({ ...given, name }),
    id,
    type,
    // The published state diagram: a client is Active at once when it comes with its customer number.
    status: type === 'Vendor' || given.externalId ? 'Active' : 'Enabled',
    externalIds: given.externalId ? { pyraTenantId: randomUUID() } : {},
    icon: `/v1/accounts/accounts/${id}/icon`,
    groups: [defaultGroup(state)],
    revision: 1,
    audit: { created: audit, updated: audit },
  };
  state.accounts[id] = linked(account, undefined);
  state.members[id] = {};
  return written(accounts, state.accounts[id], 201);
}

/**
 * inferred: a full replacement. Writable members that the body leaves out are unset, so that a client which sends
 * only its changes is found out; the sources do not say whether the vendor merges.
 */
function update({ request, state, params }: Exchange<State>): EmulatorAnswer {
  const account = accountIn(state, params.id);
  const given = readAccount(accountBody(request), ['name']);
  if (given.type !== undefined && given.type !== account.type) {
    throw rejected('Account update failed', 'The type of an account cannot be changed', ['type']);
  }
  checkEligibility('Account update failed', account.type, given);
  const { id, type, status, externalName, externalIds, icon, groups, revision, audit } = account;
  const next = {
    ...writable({ ...given, name: given.name ?? '' }),
    id,
    type,
    status,
    externalIds,
    icon,
    groups,
    revision,
    audit,
    ...(externalName === undefined ? {} : { externalName }),
  };
  return written(accounts, store(state, linked(next, account.externalId)));
}

/** Checks account data without storing any of it. inferred: the answer is the account as it would become. */
function validate({ request, view, params }: Exchange<State>): EmulatorAnswer {
  const given = readAccount(object(jsonBody(request)), []);
  const account = entry(view.accounts, params.id ?? '');
  checkEligibility('Account validation failed', given.type ?? account?.type, given);
  return written(accounts, { ...account, ...given });
}

export const accountRoutes = [
  route('GET', '/accounts/accounts', 'read', ({ view, request }) =>
    listing(accounts, Object.values(view.accounts), request.rawQuery),
  ),
  route('POST', '/accounts/accounts', 'write', create),
  route('GET', '/accounts/accounts/{id}', 'read', ({ view, params, request }) =>
    single(accounts, accountIn(view, params.id), request.rawQuery),
  ),
  route('PUT', '/accounts/accounts/{id}', 'write', update),
  route('POST', '/accounts/accounts/{id}/validate', 'read', validate),
  route('GET', '/accounts/accounts/{id}/icon', 'read', ({ view, params }) => ({
    status: 307,
    headers: { location: `/static/${accountIn(view, params.id).id}/account.png` },
  })),
];
