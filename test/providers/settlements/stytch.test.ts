import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelledRequest } from '../../../src/contract/wire.ts';
import { providers } from '../../../src/generated/providers.ts';
import { type RunningEmulators, startEmulators } from '../../support/emulators.ts';
import { looksOf } from '../../support/look.ts';

const registered = providers.find(({ provider }) => provider.id === 'stytch');
if (registered === undefined) throw new Error('no such provider');
const { identity, settlements } = registered.provider;
const looks = looksOf(registered);

const uuid = (digit: number) => `${String(digit).repeat(8)}-0000-4000-8000-${String(digit).repeat(12)}`;
const organizationId = (digit: number) => `organization-test-${uuid(digit)}`;
const memberId = (digit: number) => `member-test-${uuid(digit)}`;

const at = (digit: number, body: object = {}): ChannelledRequest => ({
  path: { organization_id: organizationId(digit) },
  body,
});
const atMember = (digit: number, member: number, body: object = {}): ChannelledRequest => ({
  path: { organization_id: organizationId(digit), member_id: memberId(member) },
  body,
});

const succeeded = { status_code: 200, request_id: 'request-id-test-1' };
const organization = (fields: object = {}) => ({
  ...succeeded,
  organization: { organization_id: organizationId(1), organization_name: 'Acme', organization_slug: 'acme', ...fields },
});
const member = (fields: object = {}) => ({
  ...organization(),
  member_id: memberId(1),
  member: {
    organization_id: organizationId(1),
    member_id: memberId(1),
    email_address: 'ada@acme.example',
    status: 'active',
    ...fields,
  },
});
const direct = (role_id: string) => ({ role_id, sources: [{ type: 'direct_assignment', details: {} }] });
const implied = (role_id: string) => ({ role_id, sources: [{ type: 'email_assignment', details: {} }] });
const absent = undefined;
const changing = (body: object) => ['UpdateOrganization', at(1, body)] as const;
const creating = (body: object) => ['CreateOrganization', { body: { organization_name: 'Acme', ...body } }] as const;
const changingMember = (body: object) => ['UpdateMember', atMember(1, 1, body)] as const;
const inviting = (body: object) => ['CreateMember', at(1, { email_address: 'ada@acme.example', ...body })] as const;

type Case = readonly [operationId: string, asked: ChannelledRequest, ...replies: readonly unknown[]];
const looked = (cases: readonly Case[]) =>
  cases.map(([operationId, asked, ...replies]) => ({ operationId, asked, replies }));
const reasoned = (cases: readonly (readonly [reason: RegExp, ...Case])[]) =>
  cases.map(([reason, operationId, asked, ...replies]) => ({ reason, operationId, asked, replies }));

describe('shows that it took effect', () => {
  test.each(
    looked([
      [...creating({ organization_external_id: 'crm|1' }), organization({ organization_external_id: 'crm|1' })],
      [...creating({ organization_slug: 'acme' }), organization()],
      [
        ...creating({ organization_external_id: organizationId(9), organization_slug: 'acme' }),
        organization({ organization_external_id: organizationId(9) }),
      ],
      [
        ...creating({ organization_slug: 'acme', email_allowed_domains: ['A.example'] }),
        organization({ email_allowed_domains: ['a.example'] }),
      ],
      [
        ...changing({ organization_name: 'Acme', organization_logo_url: '' }),
        organization({ organization_logo_url: '' }),
      ],
      [...changing({ organization_external_id: 'crm|1' }), organization({ organization_external_id: 'crm|1' })],
      [
        ...changing({ email_allowed_domains: ['b.example', 'a.example'] }),
        organization({ email_allowed_domains: ['a.example', 'b.example'] }),
      ],
      [
        ...changing({ trusted_metadata: { plan: { seats: 3 }, old: null } }),
        organization({ trusted_metadata: { plan: { seats: 3 }, kept: 1 } }),
      ],
      [
        ...changing({ email_allowed_domains: ['a.example', 'b.example'] }),
        organization({ email_allowed_domains: ['b.example', 'a.example'] }),
      ],
      [
        ...creating({ organization_external_id: 'x-organization-test-1' }),
        organization({ organization_external_id: 'x-organization-test-1' }),
      ],
      [...creating({ organization_external_id: '.hidden' }), organization({ organization_external_id: '.hidden' })],
      ['DeleteOrganization', at(1), absent],
      ['DeleteOrganizationExternalId', at(1), organization()],
      ['DeleteOrganizationExternalId', at(1), organization({ organization_external_id: null })],
      ['DeleteOrganizationExternalId', at(1), organization({ organization_external_id: '' })],
      [...inviting({}), member({ email_address: 'Ada@acme.example' })],
      [
        ...inviting({ name: 'Ada', roles: ['b', 'a'] }),
        member({ name: 'Ada', roles: [direct('stytch_member'), direct('a'), direct('b'), implied('c')] }),
      ],
      [...changingMember({ name: 'Ada' }), member({ name: 'Ada' })],
      [...changingMember({ roles: ['b', 'a'] }), member({ roles: [direct('a'), direct('b')] })],
      [...changingMember({ roles: ['a', 'b'] }), member({ roles: [direct('b'), direct('a')] })],
      [
        ...changingMember({ roles: ['a'] }),
        member({ roles: [{ ...direct('a'), sources: [...direct('a').sources, ...implied('a').sources] }] }),
      ],
      [...changingMember({ roles: [] }), member({ roles: [direct('stytch_member'), implied('a')] })],
      ['DeleteMember', atMember(1, 1), member({ status: 'deleted' })],
      ['DeleteMember', atMember(1, 1), absent, organization()],
    ]),
  )('$operationId $asked', ({ operationId, asked, replies }) => {
    const { verdict } = looks.replay(operationId, asked, replies);
    expect(verdict.outcome).toBe('applied');
  });
});

describe('shows that it did not', () => {
  test.each(
    looked([
      [...creating({ organization_external_id: 'crm|1' }), absent],
      [...creating({ organization_slug: 'acme' }), absent],
      [
        ...changing({ organization_name: 'Umbrella', organization_logo_url: 'https://x.example' }),
        organization({ organization_logo_url: '' }),
      ],
      [...changing({ organization_external_id: 'crm|1' }), organization()],
      [
        ...changing({ trusted_metadata: { plan: 'a', old: null } }),
        organization({ trusted_metadata: { plan: 'b', old: 1 } }),
      ],
      [...changing({ trusted_metadata: { constructor: 'a' } }), organization({ trusted_metadata: {} })],
      ['DeleteOrganization', at(1), organization()],
      ['DeleteOrganizationExternalId', at(1), organization({ organization_external_id: 'crm|1' })],
      [...inviting({}), absent],
      [...inviting({}), member({ status: 'deleted' })],
      [...changingMember({ name: 'Ada', roles: ['a'] }), member({ name: 'Eve', roles: [implied('a')] })],
      ['DeleteMember', atMember(1, 1), member({ status: 'pending' })],
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
      [/Without external ID and slug/, ...creating({})],
      [/Without external ID and slug/, ...creating({ organization_external_id: organizationId(9) })],
      [/Without external ID and slug/, ...creating({ organization_external_id: '.' })],
      [/Without external ID and slug/, ...creating({ organization_external_id: '..' })],
      [/another kind of name/, ...creating({ organization_external_id: 'acme' }), organization()],
      [
        /another kind of name/,
        ...creating({ organization_slug: 'crm-1' }),
        organization({ organization_external_id: 'crm-1' }),
      ],
      [
        /Otherwise: organization_name/,
        ...creating({ organization_slug: 'acme' }),
        organization({ organization_name: 'Umbrella' }),
      ],
      [
        /As sent: organization_name. Otherwise: organization_slug/,
        ...changing({ organization_name: 'Acme', organization_slug: 'other' }),
        organization(),
      ],
      [
        /As sent: trusted_metadata\. Otherwise: trusted_metadata\./,
        ...changing({ trusted_metadata: { a: 1, b: 1 } }),
        organization({ trusted_metadata: { a: 1 } }),
      ],
      [
        /Not to be compared: organization_logo_url/,
        ...changing({ organization_logo_url: 'https://x.example' }),
        organization(),
      ],
      [/Not to be compared: trusted_metadata\./, ...changing({ trusted_metadata: { a: 1 } }), organization()],
      [
        /Not to be compared: mfa_policy/,
        ...changing({ mfa_policy: 'OPTIONAL' }),
        organization({ mfa_policy: 'OPTIONAL' }),
      ],
      [goneReason, ...changing({ organization_name: 'Acme' }), absent],
      [goneReason, 'DeleteOrganizationExternalId', at(1), absent],
      [/Otherwise: name/, ...inviting({ name: 'Ada' }), member({ name: 'Eve' })],
      [/removed from the organization/, ...changingMember({ name: 'Ada' }), absent],
      [/removed from the organization/, ...changingMember({ name: 'Ada' }), member({ name: 'Ada', status: 'deleted' })],
      [/Not to be compared: roles/, ...changingMember({ roles: ['a'] }), member({ roles: [{ role_id: 'a' }] })],
      [
        /Not to be compared: roles/,
        ...changingMember({ roles: ['a'] }),
        member({ roles: [direct('a'), { role_id: 'b' }] }),
      ],
      [
        /Not to be compared: unlink_email/,
        ...changingMember({ name: 'Ada', unlink_email: true }),
        member({ name: 'Ada' }),
      ],
      [goneReason, 'DeleteMember', atMember(1, 1), absent, absent],
    ]),
  )('$reason: $operationId $asked', ({ reason, operationId, asked, replies }) => {
    const { verdict } = looks.replay(operationId, asked, replies);
    expect(verdict).toEqual({ outcome: 'inconclusive', reason: expect.stringMatching(reason) });
  });
});

test('what stands in for an answer names what is gone, and no call of the upstream', () => {
  const reply = (operationId: string, asked: ChannelledRequest, replies: readonly unknown[]) =>
    JSON.parse(JSON.stringify(looks.replay(operationId, asked, replies).verdict)).reply;
  const blank = { status_code: 200, request_id: '' };
  expect(reply('DeleteOrganization', at(1), [absent])).toEqual({ ...blank, organization_id: organizationId(1) });
  const removed = [absent, organization()];
  expect(reply('DeleteMember', atMember(1, 1), removed)).toEqual({ ...blank, member_id: memberId(1) });
});

test('looks ask by id, or by what is unique, and take only absence for an answer', () => {
  const asked = (operationId: string, request: ChannelledRequest, replies: readonly unknown[]) =>
    looks.replay(operationId, request, replies).asks;
  const unless = ['not-found'];
  const { path } = at(1);
  expect(asked('DeleteMember', atMember(1, 1), [absent, absent])).toEqual([
    { operationId: 'GetMember', request: { path, query: { member_id: memberId(1) } }, unless },
    { operationId: 'GetOrganization', request: { path }, unless },
  ]);
  expect(asked(...inviting({}), [absent])).toEqual([
    { operationId: 'GetMember', request: { path, query: { email_address: 'ada@acme.example' } }, unless },
  ]);
  expect(asked(...creating({ organization_slug: 'acme', organization_external_id: 'crm|1' }), [absent])).toEqual([
    { operationId: 'GetOrganization', request: { path: { organization_id: 'crm|1' } }, unless },
  ]);
});

test('what may have been so before is told by a difference, and what could hit another one is not repeatable', () => {
  const having = (member: 'byDifference' | 'repeatable') =>
    Object.entries(settlements).flatMap(([id, settlement]) => (member in settlement ? [id] : []));
  expect(having('byDifference')).toEqual(['CreateOrganization', 'CreateMember']);
  expect(having('repeatable')).toEqual([
    'UpdateOrganization',
    'DeleteOrganizationExternalId',
    'UpdateMember',
    'DeleteMember',
  ]);
});

test('a member looked for by address is the one with this address', () => {
  const isAsked = identity.GetMember;
  if (typeof isAsked !== 'function') throw new Error('no check');
  const by = (query: object) => ({ path: at(1).path, query }) as never;
  const found = member() as never;
  expect(isAsked(by({ email_address: 'Ada@Acme.example' }), found)).toBe(true);
  expect(isAsked(by({ email_address: 'eve@acme.example' }), found)).toBe(false);
  expect(isAsked(by({ member_id: memberId(1) }), found)).toBe(true);
  expect(isAsked(by({ member_id: memberId(2) }), found)).toBe(false);
  expect(
    isAsked(by({ email_address: 'ada@acme.example' }), member({ organization_id: organizationId(2) }) as never),
  ).toBe(false);
});

describe('against the emulator', () => {
  let emulators: RunningEmulators;
  let url: string;
  beforeAll(async () => {
    emulators = await startEmulators();
    url = `${emulators.url}/stytch`;
  });
  beforeEach(() => emulators.control('PUT', 'stytch/state', {}));
  afterAll(() => emulators.stop());

  const every = {
    organization_name: 'Ακμή Συνεργασία 🚀',
    organization_slug: 'Akme.tokyo',
    organization_external_id: 'crm|0042',
    organization_logo_url: 'https://akme.example/logo.png',
    email_allowed_domains: ['z.akme.example', 'akme.example'],
    trusted_metadata: { plan: { seats: 250, regions: ['eu', 'jp'] }, note: '' },
  };
  const writes: readonly (readonly [operationId: string, asked: ChannelledRequest])[] = [
    ['CreateOrganization', { body: every }],
    ['CreateOrganization', { body: { organization_name: 'Akme', organization_slug: 'akme' } }],
    ['CreateOrganization', { body: { organization_name: 'Akme', organization_external_id: 'a.b_c-d|e' } }],
    ['UpdateOrganization', at(1, every)],
    ['UpdateOrganization', at(1, { organization_logo_url: '', trusted_metadata: { plan: null } })],
    ['UpdateOrganization', at(3, { organization_external_id: 'crm|0042' })],
    ['DeleteOrganization', at(1)],
    ['DeleteOrganizationExternalId', at(1)],
    ['CreateMember', at(1, { email_address: "o'neil+x@acme.example" })],
    ['CreateMember', at(2, { email_address: 'Emi@sakura.example', name: '惠美', roles: ['viewer', 'editor'] })],
    ['CreateMember', at(1, { email_address: 'gone@acme.example' })],
    ['UpdateMember', atMember(1, 2, { name: 'Björn', roles: ['reader', 'editor'] })],
    ['UpdateMember', atMember(1, 1, { roles: [] })],
    ['DeleteMember', atMember(1, 2)],
  ];

  test('every write is looked for', () => {
    expect(new Set(writes.map(([id]) => id))).toEqual(new Set(Object.keys(settlements)));
  });

  test.each(writes)('%s %j is not seen before and seen after it was made', async (operationId, asked) => {
    expect(await looks.look(url, operationId, asked)).toEqual({ outcome: 'not_applied' });
    const answer = await looks.send(url, operationId, asked);
    const verdict = await looks.look(url, operationId, asked);
    expect(verdict).toEqual({ outcome: 'applied', reply: { ...Object(answer), request_id: expect.any(String) } });
    const { reply } = verdict as { readonly reply?: unknown };
    expect(looks.deviations(operationId, reply)).toEqual([]);
    const isOurs = identity[operationId];
    expect(typeof isOurs === 'function' && isOurs(asked as never, reply as never)).toBe(true);
  });
});
