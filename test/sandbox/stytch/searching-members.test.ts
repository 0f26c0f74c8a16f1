import { describe, expect, test } from 'vitest';
import { showcaseOrganization } from '../../../src/sandbox/stytch/seeds.ts';
import { call, find, ids, memberId, refused, sakura, serveEmulator } from './emulated.ts';

serveEmulator();

describe('searching members', () => {
  const among = (body: object) =>
    call('POST', '/members/search', { organization_ids: ['acme-001', 'sakura'], ...body });

  test('answers the members that are not deleted with their organizations', async () => {
    const { body } = await among({});
    expect(ids(body.members, 'member_id')).toEqual([1, 2, 3, 5, 6].map(memberId));
    expect(Object.keys(body.organizations)).toEqual([showcaseOrganization, sakura]);
    expect(body.results_metadata).toEqual({ total: 5, next_cursor: null });
    const only = await among(find('member_emails', ['yuki@sakura.example']));
    expect(Object.keys(only.body.organizations)).toEqual([sakura]);
  });

  test.each<[string, unknown, number[]]>([
    ['member_ids', [memberId(2), memberId(9)], [2]],
    ['member_ids', ['staff|1'], [1]],
    ['member_emails', ['YUKI@sakura.example'], [5]],
    ['statuses', ['pending', 'invited'], [3, 6]],
    ['statuses', ['active', 'deleted'], [1, 2, 4, 5]],
    ['member_phone_numbers', ['+12025550123'], [1]],
    ['member_email_fuzzy', 'NEW', [3]],
    ['member_phone_number_fuzzy', '5550', [1]],
    ['member_is_breakglass', true, [6]],
  ])('%s %j', async (name, value, digits) => {
    expect(ids((await among(find(name, value))).body.members, 'member_id')).toEqual(digits.map(memberId));
  });

  test('pages across organizations', async () => {
    const first = await among({ limit: 3 });
    expect(first.body.results_metadata).toEqual({ total: 5, next_cursor: expect.any(String) });
    const second = await among({ limit: 3, cursor: first.body.results_metadata.next_cursor });
    expect(ids(second.body.members, 'member_id')).toEqual([5, 6].map(memberId));
    expect(second.body.results_metadata.next_cursor).toBeNull();
  });

  test.each<[number, string, object]>([
    [400, 'member_search_organization_ids_empty', { organization_ids: [] }],
    [404, 'organization_not_found', { organization_ids: ['nobody'] }],
    [400, 'member_search_filter_name_not_recognized', find('status', 'active')],
    [400, 'member_search_expected_boolean', find('member_is_breakglass', 1)],
    [400, 'member_search_expected_array_of_strings', find('statuses', 'active')],
    [400, 'search_invalid_status_filter', find('statuses', ['asleep'])],
    [400, 'member_search_member_email_fuzzy_too_short', find('member_email_fuzzy', 'ab')],
    [400, 'member_search_cannot_mix_internal_and_external_member_ids', find('member_ids', [memberId(1), 'staff|1'])],
  ])('%i %s', async (status, type, body) => {
    expect(await among(body)).toMatchObject(refused(status, type));
  });
});
