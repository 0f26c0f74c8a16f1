import { expect, test } from 'vitest';
import { completers, unifiedOperationIds } from '../../src/translation/complete.ts';
import type { ExternalAccount, MemberRecord, OrganizationRecord } from '../../src/translation/unified.ts';

const owner = { connection: 'main', provider: 'toy' };
const completion = { owner, organization: 'org/1', includeRaw: false, operationId: 'op_1' };
const withRaw = { ...completion, includeRaw: true };

const record: OrganizationRecord = {
  id: 'org/1',
  displayName: 'Acme',
  state: 'active',
  stateSource: 'native',
  email: null,
  externalId: 'c-1',
  createTime: '2024-01-01T00:00:00Z',
  updateTime: '2024-01-02T00:00:00Z',
  raw: { native: true },
};
const organization = {
  id: 'org/1',
  connection: 'main',
  provider: 'toy',
  resourceName: 'connections/main/organizations/org%2F1',
  displayName: 'Acme',
  state: 'active',
  stateSource: 'native',
  email: null,
  externalId: 'c-1',
  createTime: '2024-01-01T00:00:00Z',
  updateTime: '2024-01-02T00:00:00Z',
  etag: expect.stringMatching(/^"[A-Za-z0-9_-]{22}"$/),
};

const memberRecord: MemberRecord = {
  id: 'usr 1',
  displayName: 'Jo',
  state: 'active',
  roles: [],
  raw: { native: true },
};
const member = {
  id: 'usr 1',
  connection: 'main',
  provider: 'toy',
  resourceName: 'connections/main/organizations/org%2F1/members/usr%201',
  displayName: 'Jo',
  state: 'active',
  roles: [],
};

test('an organization gets its owner, name and etag, and keeps all else', () => {
  expect(completers.getOrganization(record, completion)).toEqual(organization);
});

test('the upstream’s own record is shown only to who asks for it', () => {
  expect(completers.getOrganization(record, completion)).not.toHaveProperty('raw');
  expect(completers.getOrganization(record, withRaw)).toEqual({ ...organization, raw: { native: true } });
  expect(completers.getMember(memberRecord, completion)).toEqual(member);
  expect(completers.getMember(memberRecord, withRaw)).toEqual({ ...member, raw: { native: true } });
});

const etagOf = (of: OrganizationRecord, as = completion): unknown =>
  (completers.getOrganization(of, as) as { readonly etag: string }).etag;

test('the etag is the same for the same state, however it was read', () => {
  expect(etagOf({ ...record })).toBe(etagOf(record));
  expect(etagOf(record, withRaw)).toBe(etagOf(record));
  expect(etagOf({ ...record, raw: { other: true } })).toBe(etagOf(record));
  const { createTime: _created, updateTime: _updated, ...timeless } = record;
  expect(etagOf(timeless)).toBe(etagOf(record));
});

test.each<[string, Partial<OrganizationRecord>]>([
  ['id', { id: 'org2' }],
  ['display name', { displayName: 'Acme 2' }],
  ['state', { state: 'inactive' }],
  ['upstream state', { upstreamState: 'WORD' }],
  ['empty field', { email: 'a@b.example' }],
  ['external ID', { externalId: null }],
  ['nested field', { address: { city: 'Oslo' } }],
  ['metadata', { metadata: { a: 1 } }],
])('the etag moves with the %s', (_name, change) => {
  expect(etagOf({ ...record, ...change })).not.toBe(etagOf(record));
});

test('the same organization has another etag at another connection', () => {
  expect(etagOf(record, { ...completion, owner: { ...owner, connection: 'other' } })).not.toBe(etagOf(record));
});

test.each([
  'createOrganization',
  'updateOrganization',
  'activateOrganization',
  'deactivateOrganization',
  'restoreOrganization',
  'setExternalId',
  'deleteExternalId',
  'connectExternalAccount',
  'disconnectExternalAccount',
] as const)('%s answers the organization, whether it changed, and warnings', (id) => {
  expect(completers[id]({ organization: record, changed: true }, completion)).toEqual({
    organization,
    changed: true,
    operationId: 'op_1',
    warnings: [],
  });
  expect(completers[id]({ organization: record, changed: false, warnings: ['careful'] }, withRaw)).toEqual({
    organization: { ...organization, raw: { native: true } },
    changed: false,
    operationId: 'op_1',
    warnings: ['careful'],
  });
});

test.each(['deleteOrganization', 'purgeOrganization'] as const)('%s answers what is left of the organization', (id) => {
  expect(completers[id]({ deleted: true }, completion)).toEqual({ deleted: true, operationId: 'op_1', warnings: [] });
  expect(completers[id]({ deleted: false, organization: record, warnings: ['late'] }, completion)).toEqual({
    deleted: false,
    organization,
    operationId: 'op_1',
    warnings: ['late'],
  });
});

test.each(['addMember', 'updateMember'] as const)('%s answers the member, whether it changed, and warnings', (id) => {
  expect(completers[id]({ member: memberRecord, changed: true }, completion)).toEqual({
    member,
    changed: true,
    operationId: 'op_1',
    warnings: [],
  });
});

test('removing a member answers whether it was there', () => {
  expect(completers.removeMember({ deleted: true }, completion)).toEqual({
    deleted: true,
    operationId: 'op_1',
    warnings: [],
  });
});

test('lists complete every entry, and name the next page only where there is one', () => {
  const organizations = [record, { ...record, id: 'org2' }];
  expect(completers.listOrganizations({ organizations, nextCursor: 'next' }, completion)).toEqual({
    organizations: [organization, { ...organization, id: 'org2', resourceName: 'connections/main/organizations/org2' }],
    nextPageToken: 'next',
  });
  expect(completers.listOrganizations({ organizations: [] }, completion)).toEqual({ organizations: [] });
  expect(completers.listMembers({ members: [memberRecord], nextCursor: '2' }, completion)).toEqual({
    members: [member],
    nextPageToken: '2',
  });
  const externalAccounts: ExternalAccount[] = [{ id: 'conn1', system: 'stripe', state: 'active' }];
  expect(completers.listExternalAccounts({ externalAccounts }, completion)).toStrictEqual({ externalAccounts });
  expect(completers.listExternalAccounts({ externalAccounts, nextCursor: '3' }, completion)).toEqual({
    externalAccounts,
    nextPageToken: '3',
  });
});

test('every operation that is translated has its completer', () => {
  expect(unifiedOperationIds).toHaveLength(19);
  for (const id of unifiedOperationIds) expect(completers[id]).toBeTypeOf('function');
});

test('the record itself is not changed', () => {
  const frozen = Object.freeze({ ...record });
  completers.getOrganization(frozen, withRaw);
  expect(frozen).toEqual(record);
});
