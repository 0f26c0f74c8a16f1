import { describe, expect, test } from 'vitest';
import { acme, gone, type Json, jane, john, ok, refused, serveEmulated, umbrella } from './emulated.ts';

serveEmulated();

describe('members', () => {
  const names = (list: Json): string[] =>
    Object.values(list.members ?? {}).map(({ user }) => String(user?.displayName));

  test('listing, filtering, ordering, paging', async () => {
    const path = `organizations/${acme}/members`;
    expect(names(await ok('GET', path))).toEqual(['Ольга Иванова', '山田花子', 'Jane Doe']);
    expect(names(await ok('GET', `${path}?orderBy=displayName%20asc`))).toEqual([
      'Jane Doe',
      'Ольга Иванова',
      '山田花子',
    ]);
    expect(names(await ok('GET', `${path}?displayName=jan*`))).toEqual(['Jane Doe']);
    expect(names(await ok('GET', `${path}?email=HANAKO@example.jp`))).toEqual(['山田花子']);
    expect(names(await ok('GET', `${path}?roleId=owner`))).toEqual(['Jane Doe']);
    expect(names(await ok('GET', `${path}?roleId=role_4NNSzkhn`))).toEqual(['Jane Doe']);
    expect(names(await ok('GET', `${path}?roleId=unknown`))).toEqual([]);
    const first = await ok('GET', `${path}?pageSize=2`);
    const second = await ok('GET', `${path}?pageSize=2&pageToken=${first.nextPageToken}`);
    expect(names(second)).toEqual(['Jane Doe']);
    expect(second.previousPageToken).toBe('');
    await refused(
      400,
      'INVALID_ARGUMENT',
      'GET',
      `organizations/${umbrella}/members?pageSize=2&pageToken=${first.nextPageToken}`,
    );
    await refused(400, 'INVALID_ARGUMENT', 'GET', `${path}?orderBy=signupTime%20desc`);
    await refused(404, 'NOT_FOUND', 'GET', 'organizations/unknown/members');
  });

  test('a member carries its user and role', async () => {
    const member = await ok('GET', `organizations/acme/members/jane`);
    expect(member).toMatchObject({
      state: 'ACTIVE',
      user: { id: jane, state: 'ACTIVE', uniqueId: 'jane', memberships: [], accountConnections: [], view: 'BASIC' },
      role: { id: 'role_4NNSzkhn', uniqueId: 'owner', type: 'OWNER', default: false, archived: false, view: 'BASIC' },
      view: 'FULL',
    });
    expect(member.user?.address?.state).toBe('NY');
    expect(await ok('GET', `organizations/${umbrella}/members/${gone}`)).toMatchObject({
      state: 'PENDING_DELETION',
      user: { state: 'PENDING_DELETION' },
    });
  });

  test('adding, changing and removing', async () => {
    const path = `organizations/${acme}/members`;
    const member = await ok('POST', path, { userId: john });
    expect(member).toMatchObject({ state: 'ACTIVE', user: { id: john }, role: { uniqueId: 'member', default: true } });
    expect((await ok('GET', `organizations/${acme}`)).memberCount).toBe(4);
    expect(names(await ok('GET', path))[0]).toBe('John Doe');
    const answer = await refused(409, 'ALREADY_EXISTS', 'POST', path, { userId: john, roleId: 'admin' });
    expect(answer).toMatchObject({ reason: 'MEMBER_ALREADY_EXISTS', param: 'member.userId' });
    expect(await ok('PATCH', `${path}/${john}`, { roleId: 'role_51jav4KK' })).toMatchObject({
      role: { uniqueId: 'admin' },
    });
    expect(await ok('PATCH', `${path}/${john}`, {})).toMatchObject({ role: { uniqueId: 'admin' } });
    expect(await ok('DELETE', `${path}/${john}`)).toEqual({});
    await refused(404, 'NOT_FOUND', 'GET', `${path}/${john}`);
    await refused(404, 'NOT_FOUND', 'DELETE', `${path}/${john}`);
    expect((await ok('GET', `organizations/${acme}`)).memberCount).toBe(3);
  });

  test('allowMissing adds', async () => {
    const path = `organizations/${acme}/members/${john}`;
    expect((await refused(404, 'NOT_FOUND', 'PATCH', path, { roleId: 'admin' })).reason).toBe('MEMBER_NOT_FOUND');
    expect(await ok('PATCH', `${path}?allowMissing=true`, { roleId: 'admin' })).toMatchObject({
      role: { uniqueId: 'admin' },
    });
    expect(await ok('PATCH', `${path}?allowMissing=true`, { roleId: 'owner' })).toMatchObject({
      role: { uniqueId: 'owner' },
    });
  });

  test('unknown and unfit users and roles', async () => {
    const path = `organizations/${acme}/members`;
    expect(await refused(404, 'NOT_FOUND', 'POST', path, { userId: 'usr_unknown' })).toMatchObject({
      reason: 'USER_NOT_FOUND',
      param: 'member.userId',
    });
    expect(await refused(400, 'FAILED_PRECONDITION', 'POST', path, { userId: gone })).toMatchObject({
      reason: 'USER_PENDING_DELETION',
      param: 'member.userId',
    });
    expect(await refused(404, 'NOT_FOUND', 'POST', path, { userId: john, roleId: 'role_unknown' })).toMatchObject({
      reason: 'ROLE_NOT_FOUND',
      param: 'member.roleId',
    });
    expect((await refused(400, 'INVALID_ARGUMENT', 'POST', path)).param).toBe('member.userId');
    expect((await refused(400, 'INVALID_ARGUMENT', 'POST', path, { userId: john, role: 'x' })).param).toBe(
      'member.role',
    );
    expect((await refused(400, 'INVALID_ARGUMENT', 'PATCH', `${path}/${jane}`, { userId: john })).param).toBe(
      'member.userId',
    );
    expect((await refused(404, 'NOT_FOUND', 'GET', `${path}/usr_unknown`)).param).toBe('userId');
    expect((await ok('GET', `organizations/${acme}`)).memberCount).toBe(3);
  });
});
