import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChannelledRequest } from '../../../src/contract/wire.ts';
import { providers } from '../../../src/generated/providers.ts';
import { type ComposedEntry, stepsOf } from '../../../src/translation/registered.ts';
import { type RunningEmulators, startEmulators } from '../../support/emulators.ts';
import { looksOf } from '../../support/look.ts';

const registered = providers.find(({ provider }) => provider.id === 'softwareone') ?? expect.fail('no such provider');
const { provider } = registered;
const looks = looksOf(registered);

const accountId = 'ACC-1671-0642';
const path = { accountId };
const atUser = { ...path, userId: 'USR-6375-2499' };
const writable = {
  name: 'Кофейня «Утро» ☕',
  type: 'Client',
  externalId: 'WW-1',
  address: { addressLine1: '123 Main Street', city: 'Cityville' },
  website: 'https://utro.example',
  defaultLanguageCode: 'en-US',
};
const account = { id: accountId, status: 'Active', ...writable, description: null, revision: 7 };
const disabled = { ...account, status: 'Disabled' };
const { externalId, ...unlinked } = account;
const create = { body: { name: writable.name, type: 'Client', externalId } };
const page = (data: readonly object[], total: number | null = data.length) => ({
  $meta: { pagination: { offset: 0, limit: 100, total } },
  data,
});
const groups = [{ id: 'UGR-0001-0001' }, { id: 'UGR-0001-0002' }];
const invite = {
  path,
  body: { user: { email: 'Anna@utro.example', firstName: 'Анна', lastName: 'Иванова' }, groups },
};
const wrapped = { id: 'AUSR-1', user: { id: atUser.userId, email: 'anna@UTRO.example' }, groups: groups.toReversed() };
const flat = { id: atUser.userId, email: 'anna@utro.example', group: groups };
const others = Array.from({ length: 100 }, (_, index) => ({ id: `USR-${index}`, email: `${index}@utro.example` }));
const replace = { path: atUser, body: groups };
const put = (body: object) => ({ path, body: { name: account.name, ...body } });

test.each<[string, string, ChannelledRequest, readonly unknown[], unknown]>([
  ['an account of that external ID', 'CreateAccount', create, [page([account])], account],
  ['one among others of it', 'CreateAccount', create, [page([{ ...account, name: 'Else' }, account])], account],
  ['one whose members were not all stored', 'CreateAccount', create, [page([{ ...account, website: null }])], {}],
  ['everything as sent', 'UpdateAccount', put(writable), [account], account],
  ['a cleared member', 'UpdateAccount', put({ description: null, technicalSupportEmail: null }), [account], account],
  ['a cleared address', 'UpdateAccount', put({ address: null }), [{ ...account, address: { city: null } }], {}],
  ['an address without a part', 'UpdateAccount', put({ address: { city: 'Cityville', state: null } }), [account], {}],
  ['a part that was not sent', 'UpdateAccount', put({ address: { city: undefined } }), [account], account],
  ['a member that was not sent', 'UpdateAccount', put({ ...writable, website: undefined }), [account], account],
  ['an account without a total', 'CreateAccount', create, [page([account], null)], account],
  ['a disabled account', 'DisableAccount', { path }, [disabled], disabled],
  ['an active account', 'EnableAccount', { path }, [account], account],
  ['an enabled account', 'EnableAccount', { path }, [{ ...account, status: 'Enabled' }], {}],
  ['a member', 'AddAccountUser', invite, [page([wrapped])], wrapped],
  ['a member in the flat form', 'AddAccountUser', invite, [page([flat])], flat],
  ['a member without groups', 'AddAccountUser', invite, [page([{ ...flat, group: null }])], {}],
  [
    'a member that was sent flat',
    'AddAccountUser',
    { path, body: { email: flat.email, groups } },
    [page([flat])],
    flat,
  ],
  ['a member on a later page', 'AddAccountUser', invite, [page(others, 101), page([wrapped], 101)], wrapped],
  ['no member', 'RemoveAccountUser', { path: atUser }, [undefined, account], null],
  ['the groups in another order', 'ReplaceAccountUserGroups', replace, [wrapped], wrapped],
])('%s is seen as applied', (_, operationId, asked, replies, reply) => {
  const { verdict } = looks.replay(operationId, asked, replies);
  expect(verdict).toMatchObject({ outcome: 'applied', reply });
});

const halfCleared = { ...account, address: { addressLine1: null, city: 'Cityville' } };
const { defaultLanguageCode: _, ...older } = account;
const renamed = put({ name: 'New', defaultLanguageCode: 'de-DE' });
test.each<[string, string, ChannelledRequest, readonly unknown[]]>([
  ['no account', 'CreateAccount', create, [page([])]],
  ['an account of another name', 'CreateAccount', create, [page([{ ...account, name: 'Else' }])]],
  ['another external ID, though found by it', 'CreateAccount', create, [page([{ ...account, externalId: 'ww-1' }])]],
  ['an account of another type', 'CreateAccount', create, [page([{ ...account, type: 'Vendor' }])]],
  ['another name', 'UpdateAccount', put({ ...writable, name: 'New' }), [account]],
  ['no external ID', 'UpdateAccount', put({ externalId }), [unlinked]],
  ['what was to be cleared', 'UpdateAccount', put({ website: null }), [account]],
  ['an address that was to be cleared', 'UpdateAccount', put({ address: null }), [account]],
  ['an address of which a part was cleared', 'UpdateAccount', put({ address: null }), [halfCleared]],
  ['another name, without a member the vintage may lack', 'UpdateAccount', renamed, [older]],
  ['another part of an address', 'UpdateAccount', put({ address: { city: 'Else' } }), [account]],
  ['another language', 'UpdateAccount', put({ defaultLanguageCode: 'de-DE' }), [account]],
  ['an active account', 'DisableAccount', { path }, [account]],
  ['a disabled account', 'EnableAccount', { path }, [disabled]],
  ['no members', 'AddAccountUser', invite, [page([])]],
  ['other members on all pages', 'AddAccountUser', invite, [page(others, null), page(others.slice(1), null), page([])]],
  ['the member', 'RemoveAccountUser', { path: atUser }, [wrapped]],
  ['other groups', 'ReplaceAccountUserGroups', replace, [{ ...wrapped, groups: groups.slice(1) }]],
])('%s shows that nothing was applied', (_, operationId, asked, replies) => {
  expect(looks.replay(operationId, asked, replies).verdict).toEqual({ outcome: 'not_applied' });
});

const hidden = 'SoftwareOne does not show the account';
const byHand = { body: { ...create.body, externalId: 'WW"1' } };
const anonymous = { body: { name: 'Acme', type: 'Client' } };
const full = [account, ...Array.from({ length: 99 }, () => ({ ...account, name: 'Else' }))];
const language = put({ defaultLanguageCode: 'de-DE' });
test.each<[string, string, ChannelledRequest, readonly unknown[], string]>([
  ['no external ID', 'CreateAccount', anonymous, [], 'Without an external ID'],
  ['an external ID that cannot be quoted', 'CreateAccount', byHand, [], 'by hand'],
  ['the same account twice', 'CreateAccount', create, [page([account, { ...account, id: 'ACC-2' }])], 'Several'],
  ['more accounts than one page', 'CreateAccount', create, [page([account], 101)], 'Several'],
  ['a full page without a total', 'CreateAccount', create, [page(full, null)], 'Several'],
  ['a name in another case', 'CreateAccount', create, [page([{ ...account, name: 'КОФЕЙНЯ «УТРО» ☕' }])], 'name'],
  ['no account to update', 'UpdateAccount', put({}), [undefined], hidden],
  ['a withheld member', 'UpdateAccount', put(writable), [{ ...account, $meta: { omitted: ['website'] } }], 'website'],
  ['a trimmed name', 'UpdateAccount', put({ name: ` ${account.name}` }), [account], 'name'],
  ['a member the vintage may lack', 'UpdateAccount', language, [older], 'defaultLanguageCode'],
  ['a service level', 'UpdateAccount', put({ serviceLevel: 'Elevated' }), [account], 'serviceLevel'],
  ['an eligibility', 'UpdateAccount', put({ eligibility: { client: true } }), [account], 'eligibility'],
  ['no account to disable', 'DisableAccount', { path }, [undefined], hidden],
  ['no account to enable', 'EnableAccount', { path }, [undefined], hidden],
  ['an unknown status', 'EnableAccount', { path }, [{ ...account, status: 'Quarantined' }], 'Quarantined'],
  ['no account to add to', 'AddAccountUser', invite, [undefined], hidden],
  ['a member of other groups', 'AddAccountUser', invite, [page([{ ...wrapped, groups: [] }])], 'other groups'],
  ['a flat one of other groups', 'AddAccountUser', invite, [page([{ ...flat, group: [] }])], 'other groups'],
  ['too many members', 'AddAccountUser', invite, Array.from({ length: 20 }, () => page(others, 9_000)), 'too many'],
  ['a person without address', 'AddAccountUser', { path, body: { id: 'USR-1', groups } }, [], 'e-mail'],
  ['no account to remove from', 'RemoveAccountUser', { path: atUser }, [undefined, undefined], hidden],
  ['no member to regroup', 'ReplaceAccountUserGroups', replace, [undefined], 'any more'],
  ['groups that are not shown', 'ReplaceAccountUserGroups', replace, [{ id: 'USR-1' }], 'groups'],
])('%s proves nothing', (_case, operationId, asked, replies, reason) => {
  const { verdict } = looks.replay(operationId, asked, replies);
  expect(verdict).toEqual({ outcome: 'inconclusive', reason: expect.stringContaining(reason) });
});

test('members are looked for page by page', () => {
  const { asks } = looks.replay('AddAccountUser', invite, [page(others, 101), page([wrapped], 101)]);
  const query = { limit: 100, order: 'id' };
  expect(asks.map(({ request }) => request)).toMatchObject([
    { path, query: { ...query, offset: 0 } },
    { path, query: { ...query, offset: 100 } },
  ]);
});

test('accounts are looked for by their external ID', () => {
  const { asks } = looks.replay('CreateAccount', create, [page([])]);
  expect(asks).toMatchObject([{ operationId: 'ListAccounts', request: { query: { rql: 'eq(externalId,"WW-1")' } } }]);
});

test('an update goes on from what the look found', () => {
  const update = stepsOf(provider.operations.updateOrganization as ComposedEntry);
  const steps = update({ path: { organization: accountId }, body: { displayName: 'New' } });
  steps.next();
  const { request } = (steps.next({ ...account, address: {} }).value ?? {}) as { request: ChannelledRequest };
  const { verdict } = looks.replay('UpdateAccount', JSON.parse(JSON.stringify(request)), [
    { ...account, name: 'New', address: {}, revision: 8 },
  ]);
  const found = verdict.outcome === 'applied' ? verdict.reply : undefined;
  expect(steps.next(found)).toMatchObject({
    done: true,
    value: { changed: true, organization: { displayName: 'New' } },
  });
});

test('only what comes or goes as a whole is told by difference, and only a replacement is repeatable', () => {
  const having = (fact: 'byDifference' | 'repeatable') =>
    Object.entries(provider.settlements).flatMap(([id, each]) => ('look' in each && each[fact] ? [id] : []));
  expect(having('byDifference')).toEqual(['CreateAccount', 'AddAccountUser', 'RemoveAccountUser']);
  expect(having('repeatable')).toEqual(['ReplaceAccountUserGroups']);
});

let emulators: RunningEmulators;
beforeAll(async () => {
  emulators = await startEmulators();
});
afterAll(() => emulators.stop());

const seeded = 'ACC-2000-0001';
const writes: Readonly<Record<string, ChannelledRequest>> = {
  CreateAccount: { body: { name: 'Olivgrün & Söhne 🫒', type: 'Client', externalId: "Kunde, (1) & 'zwei' +3%" } },
  UpdateAccount: {
    path: { accountId: seeded },
    body: { name: 'Żółta Łódź', type: 'Client', externalId: null, address: { city: 'Gdynia', country: null } },
  },
  DisableAccount: { path: { accountId: seeded } },
  EnableAccount: { path: { accountId: 'ACC-2000-0003' } },
  AddAccountUser: {
    path: { accountId: 'ACC-2000-0002' },
    body: {
      user: { email: 'Hanako@sakura.example', firstName: '花子', lastName: '山田 🌸' },
      groups: [{ id: 'UGR-2000-0002' }],
      invitation: { status: 'Invited' },
    },
  },
  RemoveAccountUser: { path: { accountId: seeded, userId: 'USR-2000-0002' } },
  ReplaceAccountUserGroups: {
    path: { accountId: seeded, userId: 'USR-2000-0001' },
    body: [{ id: 'UGR-9000-0001' }, { id: 'UGR-2000-0001' }],
  },
};

test('every write is tried but the one that is never sent', () => {
  const { UpdateAccountUser, ...others } = provider.settlements;
  expect(UpdateAccountUser).toHaveProperty('untellable');
  expect(Object.keys(writes).sort()).toEqual(Object.keys(others).sort());
  const sent = Object.values(provider.operations).flatMap((entry) => ('upstream' in entry ? entry.upstream : []));
  expect(sent).not.toContain('UpdateAccountUser');
});

test.each(Object.entries(writes))('%s is told before and after', async (operationId, asked) => {
  const url = `${emulators.url}/softwareone`;
  expect(await looks.look(url, operationId, asked)).toEqual({ outcome: 'not_applied' });
  await looks.send(url, operationId, asked);
  const verdict = await looks.look(url, operationId, asked);
  expect(verdict.outcome).toBe('applied');
  const reply = JSON.parse(JSON.stringify(verdict)).reply;
  expect(looks.deviations(operationId, reply)).toEqual([]);
  const isSame = provider.identity[operationId];
  expect(typeof isSame === 'function' ? isSame(asked as never, reply as never) : true).toBe(true);
});
