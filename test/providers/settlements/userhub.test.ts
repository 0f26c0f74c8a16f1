import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelledRequest } from '../../../src/contract/wire.ts';
import { providers } from '../../../src/generated/providers.ts';
import { type RunningEmulators, startEmulators } from '../../support/emulators.ts';
import { looksOf } from '../../support/look.ts';

const registered = providers.find(({ provider }) => provider.id === 'userhub');
if (registered === undefined) throw new Error('no such provider');
const { identity, settlements } = registered.provider;
const looks = looksOf(registered);

const header = { 'UserHub-Api-Version': '2025-05-01' };
const times = { createTime: '2025-05-15T13:00:00Z', updateTime: '2025-05-15T13:00:00Z' };
const acme = 'org_28seyVGVL1got6';
const umbrella = 'org_32P6J2tQEaYQDV';
const marked = 'org_6ZqLm3GsCf9hJk';
const stripe = 'conn_4HdRKnTvPmmjYK';
const stripeEurope = 'conn_7Yd3kQm2ZtWvRb';
const john = 'usr_2JRcPwpTSP1nyB';
const hanako = 'usr_5tYb8LqWnR3xKc';
const admin = 'role_51jav4KK';

const at = (organizationId: string, body?: object): ChannelledRequest => ({
  path: { organizationId },
  header,
  ...(body === undefined ? {} : { body }),
});
const atMember = (organizationId: string, userId: string, body?: object): ChannelledRequest => ({
  ...at(organizationId, body),
  path: { organizationId, userId },
});

const organization = (fields: object = {}) => ({ id: acme, state: 'ACTIVE', ...times, ...fields });
const member = (fields: object = {}) => ({
  state: 'ACTIVE',
  user: { id: john, state: 'ACTIVE', ...times },
  role: { id: admin, uniqueId: 'admin' },
  ...fields,
});
const account = (id: string, externalId: string) => ({
  connection: { id, displayName: 'Stripe', state: 'ACTIVE', type: 'STRIPE', providers: [] },
  externalId,
  state: 'ACTIVE',
  ...times,
});
const absent = undefined;
const address = { lines: ['ul. Nowa 7'], city: 'Łódź', country: 'PL' };
const settings = {
  imageUrl: 'https://cdn.example.com/acme.png',
  currencyCode: 'PLN',
  languageCode: 'pl',
  regionCode: 'PL',
  timeZone: 'Europe/Warsaw',
};
const changing = (body: object) => ['UpdateOrganization', at(acme, body)] as const;

type Case = readonly [operationId: string, asked: ChannelledRequest, ...replies: readonly unknown[]];
const looked = (cases: readonly Case[]) =>
  cases.map(([operationId, asked, ...replies]) => ({ operationId, asked, replies }));
const reasoned = (cases: readonly (readonly [reason: RegExp, ...Case])[]) =>
  cases.map(([reason, operationId, asked, ...replies]) => ({ reason, operationId, asked, replies }));

describe('shows that it took effect', () => {
  test.each(
    looked([
      [
        'CreateOrganization',
        { header, body: { uniqueId: 'acme', email: 'A@b.example' } },
        organization({ uniqueId: 'acme', email: 'a@b.example' }),
      ],
      [
        ...changing({ displayName: 'Acme', email: 'a@b.example' }),
        organization({ displayName: 'Acme', email: 'a@b.example' }),
      ],
      [...changing({ uniqueId: '', phoneNumber: '' }), organization({ phoneNumber: '' })],
      [...changing({ address }), organization({ address: { ...address, state: '', postalCode: '' } })],
      [...changing({ address: { ...address, lines: [] } }), organization({ address: { city: 'Łódź', country: 'PL' } })],
      [...changing(settings), organization(settings)],
      [...changing({ address: null }), organization()],
      [...changing({ address: null }), organization({ address: null })],
      [...changing({ disabled: true }), organization({ state: 'DISABLED', disabled: true })],
      [...changing({ disabled: true }), organization({ state: 'DISABLED' })],
      [...changing({ disabled: false }), organization()],
      ['DeleteOrganization', at(acme), organization({ state: 'PENDING_DELETION' })],
      ['UndeleteOrganization', at(acme), organization()],
      ['UndeleteOrganization', at(acme), organization({ state: 'DISABLED' })],
      ['PurgeOrganization', at(acme), absent],
      [
        'ConnectOrganization',
        at(acme, { connectionId: stripe }),
        organization({ accountConnections: [account(stripe, 'cus_1')] }),
      ],
      [
        'ConnectOrganization',
        at(acme, { connectionId: stripe, externalId: 'cus_1' }),
        organization({ accountConnections: [account(stripe, 'cus_1')] }),
      ],
      [
        'DisconnectOrganization',
        at(acme, { connectionId: stripe }),
        organization({ accountConnections: [account(stripeEurope, 'cus_2')] }),
      ],
      ['AddMember', at(acme, { userId: john }), member()],
      ['AddMember', at(acme, { userId: john, roleId: admin }), member()],
      ['AddMember', at(acme, { userId: john, roleId: 'admin' }), member()],
      ['UpdateMember', atMember(acme, john, { roleId: admin }), member()],
      ['RemoveMember', atMember(acme, john), absent, organization()],
    ]),
  )('$operationId $asked', ({ operationId, asked, replies }) => {
    const { verdict } = looks.replay(operationId, asked, replies);
    expect(verdict.outcome).toBe('applied');
  });
});

describe('shows that it did not', () => {
  test.each(
    looked([
      ['CreateOrganization', { header, body: { uniqueId: 'acme' } }, absent],
      [
        ...changing({ displayName: 'Acme', email: '' }),
        organization({ displayName: 'Umbrella', email: 'a@b.example' }),
      ],
      [...changing({ uniqueId: 'acme' }), organization()],
      [...changing({ address }), organization({ address: { ...address, lines: [] } })],
      [...changing({ disabled: true }), organization()],
      [...changing({ disabled: false }), organization({ state: 'DISABLED', disabled: true })],
      [...changing({ address: { lines: ['ul. Nowa 7'] } }), organization({ address: { lines: ['ul. Nowa 8'] } })],
      ['DeleteOrganization', at(acme), organization()],
      ['DeleteOrganization', at(acme), organization({ state: 'DISABLED' })],
      ['DeleteOrganization', at(acme), organization({ state: 'ARCHIVED' })],
      ['UndeleteOrganization', at(acme), organization({ state: 'PENDING_DELETION' })],
      ['PurgeOrganization', at(acme), organization({ state: 'PENDING_DELETION' })],
      ['ConnectOrganization', at(acme, { connectionId: stripe }), organization({ accountConnections: [] })],
      [
        'DisconnectOrganization',
        at(acme, { connectionId: stripe }),
        organization({ accountConnections: [account(stripe, 'cus_1')] }),
      ],
      ['AddMember', at(acme, { userId: john }), absent],
      ['UpdateMember', atMember(acme, john, { roleId: 'role_2mD13uXP' }), member()],
      ['RemoveMember', atMember(acme, john), member()],
    ]),
  )('$operationId $asked', ({ operationId, asked, replies }) => {
    const { verdict } = looks.replay(operationId, asked, replies);
    expect(verdict).toEqual({ outcome: 'not_applied' });
  });
});

describe('shows neither', () => {
  const goneReason = /does not have the organization any more/;
  test.each(
    reasoned([
      [/Without an external ID/, 'CreateOrganization', { header, body: { displayName: 'Acme' } }],
      [
        /another external ID/,
        'CreateOrganization',
        { header, body: { uniqueId: 'acme' } },
        organization({ uniqueId: 'ACME' }),
      ],
      [
        /Otherwise: displayName/,
        'CreateOrganization',
        { header, body: { uniqueId: 'acme', displayName: 'Acme' } },
        organization({ uniqueId: 'acme', displayName: 'Umbrella' }),
      ],
      [
        /As sent: displayName. Otherwise: email/,
        ...changing({ displayName: 'Acme', email: '' }),
        organization({ displayName: 'Acme', email: 'x' }),
      ],
      [/Not to be compared: email/, ...changing({ email: 'A@b.example' }), organization({ email: 'a@b.example' })],
      [
        /Not to be compared: emailVerified/,
        ...changing({ emailVerified: true }),
        organization({ emailVerified: false }),
      ],
      [/Not to be compared: disabled/, ...changing({ disabled: false }), organization({ state: 'PENDING_DELETION' })],
      [goneReason, ...changing({ displayName: 'Acme' }), absent],
      [goneReason, 'DeleteOrganization', at(acme), absent],
      [/as LEAVING/, 'DeleteOrganization', at(acme), organization({ state: 'LEAVING' })],
      [goneReason, 'UndeleteOrganization', at(acme), absent],
      [/as ARCHIVED/, 'UndeleteOrganization', at(acme), organization({ state: 'ARCHIVED' })],
      [/as PURGING/, 'PurgeOrganization', at(acme), organization({ state: 'PURGING' })],
      [goneReason, 'ConnectOrganization', at(acme, { connectionId: stripe }), absent],
      [
        /another account/,
        'ConnectOrganization',
        at(acme, { connectionId: stripe, externalId: 'cus_1' }),
        organization({ accountConnections: [account(stripe, 'cus_2')] }),
      ],
      [goneReason, 'DisconnectOrganization', at(acme, { connectionId: stripe }), absent],
      [/as PENDING_DELETION/, 'AddMember', at(acme, { userId: john }), member({ state: 'PENDING_DELETION' })],
      [/another role/, 'AddMember', at(acme, { userId: john, roleId: 'role_2mD13uXP' }), member()],
      [/not a member any more/, 'UpdateMember', atMember(acme, john, { roleId: admin }), absent],
      [/No role was sent/, 'UpdateMember', atMember(acme, john, {}), member()],
      [/as PENDING_DELETION/, 'RemoveMember', atMember(acme, john), member({ state: 'PENDING_DELETION' })],
      [goneReason, 'RemoveMember', atMember(acme, john), absent, absent],
    ]),
  )('$reason: $operationId $asked', ({ reason, operationId, asked, replies }) => {
    const { verdict } = looks.replay(operationId, asked, replies);
    expect(verdict).toEqual({ outcome: 'inconclusive', reason: expect.stringMatching(reason) });
  });
});

test('looks ask in the edition of the write, and take only absence for an answer', () => {
  const { asks } = looks.replay('RemoveMember', atMember(acme, john), [absent, organization()]);
  expect(asks).toEqual([
    { operationId: 'GetMember', request: atMember(acme, john), unless: ['not-found'] },
    { operationId: 'GetOrganization', request: at(acme), unless: ['not-found'] },
  ]);
  const created = { header, body: { uniqueId: 'acme' } };
  expect(looks.replay('CreateOrganization', created, [absent]).asks).toEqual([
    { operationId: 'GetOrganization', request: at('acme'), unless: ['not-found'] },
  ]);
});

test('what others may have made or removed is told by a difference, and only what the official clients repeat is repeatable', () => {
  const having = (member: 'byDifference' | 'repeatable') =>
    Object.entries(settlements).flatMap(([id, settlement]) => (member in settlement ? [id] : []));
  expect(having('byDifference')).toEqual(['CreateOrganization', 'PurgeOrganization', 'RemoveMember']);
  expect(having('repeatable')).toEqual([
    'UpdateOrganization',
    'DeleteOrganization',
    'UndeleteOrganization',
    'UpdateMember',
  ]);
});

describe('against the emulator', () => {
  let emulators: RunningEmulators;
  let url: string;
  beforeAll(async () => {
    emulators = await startEmulators();
    url = `${emulators.url}/userhub`;
  });
  beforeEach(() => emulators.control('PUT', 'userhub/state', {}));
  afterAll(() => emulators.stop());

  const every = {
    uniqueId: 'minato-unyu',
    displayName: '株式会社みなと運輸 🚢',
    email: 'kanri@minato.example',
    phoneNumber: '+81312345678',
    imageUrl: 'https://cdn.example.com/logos/minato.png',
    currencyCode: 'JPY',
    languageCode: 'ja',
    regionCode: 'JP',
    timeZone: 'Asia/Tokyo',
    address: { lines: ['港 1-2-3'], city: '東京', postalCode: '105-0001', country: 'JP' },
  };
  const cleared = Object.fromEntries(Object.keys(every).map((name) => [name, name === 'address' ? null : '']));
  const writes: readonly (readonly [operationId: string, asked: ChannelledRequest])[] = [
    ['CreateOrganization', { header, body: every }],
    ['CreateOrganization', { header, body: { uniqueId: 'off', disabled: true } }],
    ['UpdateOrganization', at(acme, every)],
    ['UpdateOrganization', at(acme, { ...cleared, phoneNumber: undefined })],
    ['UpdateOrganization', at(acme, { disabled: true })],
    ['UpdateOrganization', at('org_4RnVx8KdTy2wPb', { disabled: false })],
    ['DeleteOrganization', at(acme)],
    ['UndeleteOrganization', at(marked)],
    ['PurgeOrganization', at(marked)],
    ['ConnectOrganization', at(umbrella, { connectionId: stripe, externalId: 'cus_1' })],
    ['ConnectOrganization', at(umbrella, { connectionId: stripe })],
    ['DisconnectOrganization', at(acme, { connectionId: stripe, deleteExternalAccount: true })],
    ['AddMember', at(umbrella, { userId: hanako })],
    ['AddMember', at(umbrella, { userId: hanako, roleId: admin })],
    ['UpdateMember', atMember(acme, hanako, { roleId: admin })],
    ['RemoveMember', atMember(acme, hanako)],
  ];

  test('every write is looked for', () => {
    expect(new Set(writes.map(([id]) => id))).toEqual(new Set(Object.keys(settlements)));
  });

  test.each(writes)('%s %j is not seen before and seen after it was made', async (operationId, asked) => {
    expect(await looks.look(url, operationId, asked)).toEqual({ outcome: 'not_applied' });
    const answer = await looks.send(url, operationId, asked);
    const verdict = await looks.look(url, operationId, asked);
    expect(verdict).toEqual({ outcome: 'applied', reply: answer });
    const { reply } = verdict as { readonly reply?: unknown };
    expect(looks.deviations(operationId, reply)).toEqual([]);
    const isOurs = identity[operationId];
    expect(typeof isOurs !== 'function' || isOurs(asked as never, reply as never)).toBe(true);
  });
});
