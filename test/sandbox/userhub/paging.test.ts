import { describe, expect, test } from 'vitest';
import { control, ids, ok, refused, serveEmulated } from './emulated.ts';

serveEmulated();

describe('paging', () => {
  test('walks through a thousand organizations and back', async () => {
    await control('PUT', 'state', { populate: 1000 });
    const seen: string[] = [];
    const previous: unknown[] = [];
    let token = '';
    do {
      const list = await ok('GET', `organizations?pageSize=500&pageToken=${token}`);
      seen.push(...ids(list));
      previous.push(list.previousPageToken);
      token = String(list.nextPageToken ?? '');
    } while (token !== '');
    expect(new Set(seen).size).toBe(1004);
    expect(seen).toHaveLength(1004);
    expect(seen[0]).toBe('org_generated001005');
    // 100 a page whatever was asked; the second page's previous one is the first.
    expect(previous).toHaveLength(11);
    expect(previous.slice(0, 2)).toEqual([undefined, '']);
    expect(ids(await ok('GET', `organizations?pageSize=500&pageToken=${previous[2]}`))).toEqual(seen.slice(100, 200));
  });

  test('twenty a page unless told, and pages stay whole while organizations go', async () => {
    await control('PUT', 'state', { populate: 40 });
    const first = await ok('GET', 'organizations');
    expect(first.organizations).toHaveLength(20);
    await ok('DELETE', `organizations/${ids(first)[19]}`);
    const second = await ok('GET', `organizations?pageToken=${first.nextPageToken}`);
    expect(ids(second)[0]).toBe('org_generated000025');
  });

  test('a token is bound to the parameters of its call', async () => {
    const { nextPageToken } = await ok('GET', 'organizations?pageSize=1&displayName=acm*&orderBy=');
    expect(nextPageToken).toBeUndefined();
    const first = await ok('GET', 'organizations?pageSize=1');
    expect((await ok('GET', `organizations?pageSize=1&pageToken=${first.nextPageToken}`)).organizations).toHaveLength(
      1,
    );
    for (const changed of [
      'pageSize=2',
      'pageSize=1&view=FULL',
      'pageSize=1&displayName=acm*',
      'pageSize=1&showDeleted=true',
    ]) {
      const answer = await refused(
        400,
        'INVALID_ARGUMENT',
        'GET',
        `organizations?${changed}&pageToken=${first.nextPageToken}`,
      );
      expect(answer.param).toBe('pageToken');
    }
    await refused(400, 'INVALID_ARGUMENT', 'GET', `roles?pageSize=1&pageToken=${first.nextPageToken}`);
  });
});
