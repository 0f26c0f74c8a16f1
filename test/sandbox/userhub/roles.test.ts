import { expect, test } from 'vitest';
import { ok, serveEmulated } from './emulated.ts';

serveEmulated();

test('roles', async () => {
  const { roles } = await ok('GET', 'roles');
  expect(Object.values(roles ?? {}).map(({ uniqueId, type }) => [uniqueId, type])).toEqual([
    ['member', 'MEMBER'],
    ['admin', 'MEMBER'],
    ['owner', 'OWNER'],
  ]);
  expect(roles?.[0]).toEqual({
    id: 'role_2mD13uXP',
    uniqueId: 'member',
    displayName: 'Member',
    type: 'MEMBER',
    description: expect.any(String),
    seatPolicy: 'DEFAULT',
    permissionSets: ['members.invite'],
    default: true,
    archived: false,
    view: 'BASIC',
    createTime: '2025-05-15T13:00:00Z',
    updateTime: '2025-05-15T13:00:00Z',
  });
  const first = await ok('GET', 'roles?pageSize=2&orderBy=displayName%20asc');
  const last = await ok('GET', `roles?pageSize=2&orderBy=displayName%20asc&pageToken=${first.nextPageToken}`);
  expect(last.roles).toMatchObject([{ uniqueId: 'owner' }]);
});
