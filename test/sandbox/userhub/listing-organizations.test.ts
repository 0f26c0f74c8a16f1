import { describe, expect, test } from 'vitest';
import { acme, archived, deleted, disabled, ids, ok, refused, serveEmulated, umbrella } from './emulated.ts';

serveEmulated();

describe('listing organizations', () => {
  test('newest first, without the deleted ones, in the basic view', async () => {
    const list = await ok('GET', 'organizations');
    expect(ids(list)).toEqual([archived, disabled, umbrella, acme]);
    expect(list).not.toHaveProperty('nextPageToken');
    expect(list).not.toHaveProperty('previousPageToken');
    expect(list.organizations?.[3]).toMatchObject({ view: 'BASIC', accountConnections: [], memberCount: 3 });
    expect(list.organizations?.[3]).not.toHaveProperty('subscription');
  });

  test('view, showDeleted', async () => {
    const list = await ok('GET', 'organizations?view=FULL&showDeleted=true');
    expect(ids(list)).toEqual([archived, deleted, disabled, umbrella, acme]);
    expect(list.organizations?.[4]).toEqual(await ok('GET', `organizations/${acme}`));
  });

  test.each([
    ['displayName=ACME inc', [acme]],
    ['displayName=acme', []],
    ['displayName=aCm*', [acme]],
    ['displayName=青空商*', [disabled]],
    ['displayName=компания*&showDeleted=true', [deleted]],
    ['email=OFFICE@umbrella.example', [umbrella]],
    ['email=billing@*', [acme]],
    ['email=billing@*&displayName=umb*', []],
  ])('filter %s', async (query, expected) => {
    expect(ids(await ok('GET', `organizations?${query}`))).toEqual(expected);
  });

  test.each([
    ['displayName asc', [acme, umbrella, archived, disabled]],
    ['displayName', [acme, umbrella, archived, disabled]],
    ['email asc', [disabled, archived, acme, umbrella]],
    ['createTime desc,displayName asc', [acme, umbrella, archived, disabled]],
    ['signupTime desc', [archived, disabled, umbrella, acme]],
  ])('orderBy %s', async (orderBy, expected) => {
    expect(ids(await ok('GET', `organizations?orderBy=${encodeURIComponent(orderBy)}`))).toEqual(expected);
  });

  test('orderBy deleteTime puts the last deleted first', async () => {
    await ok('DELETE', `organizations/${umbrella}`);
    const list = await ok('GET', 'organizations?showDeleted=true&orderBy=deleteTime%20desc');
    expect(ids(list).slice(0, 2)).toEqual([umbrella, deleted]);
  });

  test.each([
    ['displayName', 'ab*'],
    ['email', '*'],
    ['pageSize', '-1'],
    ['pageSize', '2.5'],
    ['pageSize', '2147483648'],
    ['pageSize', 'many'],
    ['pageToken', 'nonsense'],
    ['orderBy', 'createTime asc'],
    ['orderBy', 'displayName desc'],
    ['orderBy', 'name'],
    ['orderBy', 'displayName asc,'],
    ['view', 'basic'],
    ['showDeleted', 'yes'],
    ['page_size', '10'],
  ])('%s=%s is refused', async (name, value) => {
    const answer = await refused(400, 'INVALID_ARGUMENT', 'GET', `organizations?${name}=${encodeURIComponent(value)}`);
    expect(answer.param).toBe(name);
  });

  test('empty parameters are as good as none', async () => {
    expect(ids(await ok('GET', 'organizations?displayName=&pageSize=0&pageToken=&orderBy=&view='))).toHaveLength(4);
  });
});
