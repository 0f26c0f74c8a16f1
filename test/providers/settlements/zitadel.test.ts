import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChannelledRequest } from '../../../src/contract/wire.ts';
import { providers } from '../../../src/generated/providers.ts';
import { type ComposedEntry, stepsOf } from '../../../src/translation/registered.ts';
import { type RunningEmulators, startEmulators } from '../../support/emulators.ts';
import { looksOf } from '../../support/look.ts';

const registered = providers.find(({ provider }) => provider.id === 'zitadel') ?? expect.fail('no such provider');
const { provider } = registered;
const looks = looksOf(registered);

const id = '310000000000000003';
const header = { 'x-zitadel-orgid': id };
const details = { sequence: '7', changeDate: '2026-11-20T09:12:44.001Z', resourceOwner: id };
const org = { id, details, name: 'Bäckerei Süß 🥐', state: 'ORG_STATE_ACTIVE' };
const inactive = { ...org, state: 'ORG_STATE_INACTIVE' };
const stateless = { id, details, name: org.name };
const path = { key: 'orgway_external_id' };
const metadata = { key: path.key, value: 'a3VuZGUtNDcxMQ==', details };
const set = { path, header, body: { value: metadata.value } };
const removal = { path, header };

test.each<[string, string, ChannelledRequest, readonly unknown[], object]>([
  ['a new name', 'AddOrg', { body: { name: org.name } }, [{ result: [org] }], { reply: { id, details } }],
  ['a change of name', 'UpdateOrg', { header, body: { name: org.name } }, [{ org }], { reply: { details } }],
  ['a deactivation', 'DeactivateOrg', { header, body: {} }, [{ org: inactive }], { reply: { details } }],
  ['a reactivation', 'ReactivateOrg', { header, body: {} }, [{ org }], { reply: { details } }],
  ['a removal, not found', 'RemoveOrg', { path: { id } }, [undefined], { reply: {} }],
  ['a removal, shown without state', 'RemoveOrg', { path: { id } }, [{ org: stateless }], {}],
  ['a removal, told', 'RemoveOrg', { path: { id } }, [{ org: { ...org, state: 'ORG_STATE_REMOVED' } }], {}],
  ['metadata', 'SetOrgMetadata', set, [{ metadata }], { reply: { details } }],
  [
    'no text, which is not shown',
    'SetOrgMetadata',
    { ...set, body: { value: '' } },
    [{ metadata: { key: path.key } }],
    {},
  ],
  ['metadata that is gone', 'RemoveOrgMetadata', removal, [undefined, { org }], { reply: { details } }],
])('%s is seen as applied', (_, operationId, asked, replies, expected) => {
  const { verdict } = looks.replay(operationId, asked, replies);
  expect(verdict).toMatchObject({ outcome: 'applied', ...expected });
});

test.each<[string, string, ChannelledRequest, readonly unknown[]]>([
  ['a name nobody has', 'AddOrg', { body: { name: 'New' } }, [{}, { result: [org] }]],
  ['a name that is only found', 'AddOrg', { body: { name: 'New' } }, [{ result: [org] }, { result: [org] }]],
  ['another name', 'UpdateOrg', { header, body: { name: 'New' } }, [{ org }]],
  ['an active organization', 'DeactivateOrg', { header, body: {} }, [{ org }]],
  ['an inactive organization', 'ReactivateOrg', { header, body: {} }, [{ org: inactive }]],
  ['an organization to remove', 'RemoveOrg', { path: { id } }, [{ org: inactive }]],
  ['another value', 'SetOrgMetadata', set, [{ metadata: { ...metadata, value: 'YQ==' } }]],
  ['an empty value', 'SetOrgMetadata', set, [{ metadata: { key: path.key } }]],
  ['no value', 'SetOrgMetadata', set, [undefined, { org }]],
  ['a value to remove', 'RemoveOrgMetadata', removal, [{ metadata }]],
])('%s shows that nothing was applied', (_, operationId, asked, replies) => {
  expect(looks.replay(operationId, asked, replies).verdict).toEqual({ outcome: 'not_applied' });
});

const seesNothing = 'The token sees no organizations; give it the right to read them.';
const notShown = 'ZITADEL does not show the organization: it may be removed, or not to be seen yet.';
const frozen = { ...org, state: 'ORG_STATE_FROZEN' };
test.each<[string, string, ChannelledRequest, readonly unknown[], string]>([
  ['lists that are empty', 'AddOrg', { body: { name: 'New' } }, [{}, {}], seesNothing],
  ['no organization to rename', 'UpdateOrg', { header, body: { name: 'New' } }, [undefined], notShown],
  ['a removed one to rename', 'UpdateOrg', { header, body: { name: org.name } }, [{ org: stateless }], notShown],
  ['none to deactivate', 'DeactivateOrg', { header, body: {} }, [undefined], notShown],
  ['none to reactivate', 'ReactivateOrg', { header, body: {} }, [{ org: stateless }], notShown],
  ['an unknown state', 'DeactivateOrg', { header, body: {} }, [{ org: frozen }], 'is ORG_STATE_FROZEN'],
  ['none to set metadata of', 'SetOrgMetadata', set, [undefined, undefined], notShown],
  ['none to remove metadata of', 'RemoveOrgMetadata', removal, [undefined, { org: stateless }], notShown],
])('%s proves nothing', (_, operationId, asked, replies, reason) => {
  const { verdict } = looks.replay(operationId, asked, replies);
  expect(verdict).toEqual({ outcome: 'inconclusive', reason: expect.stringContaining(reason) });
});

test('metadata is compared by its bytes', () => {
  const asked = { ...set, body: { value: '+/8=' } };
  const urlSafe = { metadata: { ...metadata, value: '-_8' } };
  expect(looks.replay('SetOrgMetadata', asked, [urlSafe]).verdict.outcome).toBe('applied');
});

test('organizations are looked for by the whole name, and asked for with their own header', () => {
  const { asks } = looks.replay('AddOrg', { body: { name: 'New' } }, [{}, { result: [org] }]);
  const nameQuery = { name: 'New', method: 'TEXT_QUERY_METHOD_EQUALS' };
  expect(asks[0]).toMatchObject({ operationId: 'ListOrgs', request: { body: { queries: [{ nameQuery }] } } });
  expect(looks.replay('SetOrgMetadata', set, [{ metadata }]).asks[0]?.request).toEqual({ path, header });
});

test('only a write that replaces is repeatable, and only what comes or goes as a whole is told by difference', () => {
  const having = (fact: 'byDifference' | 'repeatable') =>
    Object.entries(provider.settlements).flatMap(([id, each]) => ('look' in each && each[fact] ? [id] : []));
  expect(having('byDifference')).toEqual(['AddOrg', 'RemoveOrg']);
  expect(having('repeatable')).toEqual(['SetOrgMetadata']);
  for (const each of Object.values(provider.settlements)) expect(each).toMatchObject({ quietMs: 10_000 });
});

test('a create goes on from what the look found, and from what is foreseen', () => {
  const body = { displayName: org.name, externalId: 'kunde-4711' };
  const create = stepsOf(provider.operations.createOrganization as ComposedEntry);
  const { AddOrg } = provider.settlements;
  const foreseen = AddOrg !== undefined && 'look' in AddOrg ? AddOrg.foresee?.({} as never) : undefined;
  const { verdict } = looks.replay('AddOrg', { body: { name: org.name } }, [{ result: [org] }]);
  const found = verdict.outcome === 'applied' ? verdict.reply : undefined;
  const after = (reply: unknown) => {
    const steps = create({ body });
    steps.next();
    return steps.next(reply).value;
  };
  expect(after(found)).toMatchObject({ operationId: 'SetOrgMetadata', request: set });
  expect(after(foreseen)).toMatchObject({ request: { header: { 'x-zitadel-orgid': 'new-organization' } } });
});

let emulators: RunningEmulators;
beforeAll(async () => {
  emulators = await startEmulators();
});
afterAll(() => emulators.stop());

const sleeping = { 'x-zitadel-orgid': '310000000000000004' };
const writes: Readonly<Record<string, ChannelledRequest>> = {
  AddOrg: { body: { name: 'Ζαχαροπλαστείο Ήλιος ☀️' } },
  UpdateOrg: { header, body: { name: 'Nordwind Handels AG' } },
  DeactivateOrg: { header, body: {} },
  ReactivateOrg: { header: sleeping, body: {} },
  SetOrgMetadata: { path, header, body: { value: '8J+RqeKAjfCfkrs=' } },
  RemoveOrgMetadata: { path, header: sleeping },
  RemoveOrg: { path: { id: 'custom-org-ID' } },
};

test('every write is tried', () => {
  expect(Object.keys(writes).sort()).toEqual(Object.keys(provider.settlements).sort());
});

test.each(Object.entries(writes))('%s is told before and after', async (operationId, asked) => {
  const url = `${emulators.url}/zitadel`;
  expect(await looks.look(url, operationId, asked)).toEqual({ outcome: 'not_applied' });
  await looks.send(url, operationId, asked);
  const verdict = await looks.look(url, operationId, asked);
  expect(verdict.outcome).toBe('applied');
  const reply = JSON.parse(JSON.stringify(verdict)).reply;
  expect(looks.deviations(operationId, reply)).toEqual([]);
  const isSame = provider.identity[operationId];
  expect(typeof isSame === 'function' ? isSame(asked as never, reply as never) : true).toBe(true);
});
