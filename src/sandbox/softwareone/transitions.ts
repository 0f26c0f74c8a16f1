import type { EmulatorAnswer, Exchange } from '../emulator.ts';
import { readAccount } from './account-checks.ts';
import { accountIn, linked, store } from './accounts.ts';
import { jsonBody, object } from './bodies.ts';
import { accounts } from './kinds.ts';
import { written } from './listing.ts';
import { invalid, rejected } from './problems.ts';
import { route } from './route.ts';
import type { Account, State } from './state.ts';

type Verb = 'enable' | 'disable' | 'activate' | 'deactivate';

/** A verb moves the account or throws the vendor's refusal. */
function transition(verb: Verb, move: (account: Account, exchange: Exchange<State>) => Account) {
  return route('POST', `/accounts/accounts/{id}/${verb}`, 'write', (exchange): EmulatorAnswer => {
    const account = accountIn(exchange.state, exchange.params.id);
    return written(accounts, store(exchange.state, move(account, exchange)));
  });
}

function illegal(verb: Verb, account: Account): Error {
  const message = `Cannot ${verb} an account of type ${account.type} in status ${account.status}`;
  return rejected(`Account ${verb} failed`, message, ['status']);
}

/** The transitions of an account. None is idempotent: repeating one is refused. */
export const transitionRoutes = [
  transition('enable', (account) => {
    if (account.status !== 'Disabled') throw illegal('enable', account);
    const active = account.type === 'Vendor' || Boolean(account.externalId);
    return { ...account, status: active ? 'Active' : 'Enabled' };
  }),
  transition('disable', (account) => {
    if (account.type === 'Operations' || account.status === 'Disabled') throw illegal('disable', account);
    return { ...account, status: 'Disabled' };
  }),
  transition('activate', (account, { request }) => {
    const { name, externalId } = readAccount(object(jsonBody(request)), ['externalId', 'name']);
    if (name === undefined || externalId === undefined || externalId === '') {
      throw invalid({ externalId: ['The value must be at least 1 characters long.'] });
    }
    if (account.type !== 'Client' || account.status !== 'Enabled') throw illegal('activate', account);
    return linked({ ...account, name, externalId, status: 'Active' }, account.externalId);
  }),
  transition('deactivate', (account) => {
    if (account.type !== 'Client' || account.status !== 'Active') throw illegal('deactivate', account);
    // inferred: detaching the customer number clears it
    const { externalId, ...rest } = account;
    return linked({ ...rest, status: 'Enabled' }, externalId);
  }),
];
