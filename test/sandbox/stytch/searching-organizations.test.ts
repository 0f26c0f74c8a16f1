import { describe, expect, test } from 'vitest';
import { call, control, find, ids, refused, sakura, search, serveEmulator } from './emulated.ts';

serveEmulator();

describe('searching organizations', () => {
  test('answers everything without a query, in the order of creation', async () => {
    for (const body of [undefined, {}, { query: { operator: 'AND' } }, { query: { operator: 'or', operands: [] } }]) {
      const answer = await search(body);
      expect(ids(answer.body.organizations, 'organization_slug')).toEqual([
        'acme-robotics',
        'sakura',
        'zorya.bakery',
        'nour-lab',
      ]);
      expect(answer.body.results_metadata).toEqual({ total: 4, next_cursor: null });
    }
  });

  test.each<[string, unknown, string[]]>([
    ['organization_ids', [sakura, 'acme-001'], ['sakura']],
    ['organization_slugs', ['sakura', 'nour-lab', 'none'], ['sakura', 'nour-lab']],
    ['organization_slug_fuzzy', 'BAKE', ['zorya.bakery']],
    ['organization_name_fuzzy', 'пекарня', ['zorya.bakery']],
    ['organization_name_fuzzy', 'くら 🌸', ['sakura']],
    ['member_emails', ['ADA@acme.example'], ['acme-robotics']],
    ['member_emails', ['gone@acme.example'], []],
    ['member_email_fuzzy', 'yuki', ['sakura']],
    ['allowed_domains', ['sakura.example'], ['sakura']],
    ['allowed_domain_fuzzy', 'kura.ex', ['sakura']],
    ['claimed_email_domains', ['sakura.example'], ['sakura']],
    ['has_active_sso_connection', true, ['sakura']],
    ['has_active_sso_connection', false, ['acme-robotics', 'zorya.bakery', 'nour-lab']],
    ['sso_connection_id', 'saml-connection-test-22222222-0000-4000-8000-222222222222', ['sakura']],
  ])('%s %j', async (name, value, slugs) => {
    const { body } = await search(find(name, value));
    expect(ids(body.organizations, 'organization_slug')).toEqual(slugs);
    expect(body.results_metadata.total).toBe(slugs.length);
  });

  test('combines operands', async () => {
    const operands = [
      { filter_name: 'organization_name_fuzzy', filter_value: 'acme' },
      { filter_name: 'has_active_sso_connection', filter_value: true },
    ];
    expect((await search({ query: { operator: 'and', operands } })).body.organizations).toEqual([]);
    const either = await search({ query: { operator: 'OR', operands } });
    expect(ids(either.body.organizations, 'organization_slug')).toEqual(['acme-robotics', 'sakura']);
  });

  test.each<[string, object]>([
    ['organization_search_expected_array_of_strings', find('organization_ids', 'one')],
    ['organization_search_expected_array_of_strings', find('organization_slugs', [1])],
    ['organization_search_expected_string', find('sso_connection_id', ['x'])],
    ['organization_search_expected_boolean', find('has_active_sso_connection', 'true')],
    ['organization_search_filter_name_not_recognized', find('organization_external_ids', ['x'])],
    ['organization_search_filter_name_not_recognized', find('toString', ['x'])],
    ['organization_search_filter_name_must_be_string', { query: { operator: 'AND', operands: [{ filter_name: 1 }] } }],
    ['organization_search_missing_filter_name', { query: { operator: 'AND', operands: [{ filter_value: 'x' }] } }],
    [
      'organization_search_missing_filter_value',
      { query: { operator: 'AND', operands: [{ filter_name: 'member_emails' }] } },
    ],
    ['organization_search_member_email_fuzzy_too_short', find('member_email_fuzzy', 'ab')],
    ['organization_search_organization_name_fuzzy_too_short', find('organization_name_fuzzy', '🌸🌸')],
    ['organization_search_organization_slug_fuzzy_too_short', find('organization_slug_fuzzy', '')],
    ['organization_search_allowed_domain_fuzzy_too_short', find('allowed_domain_fuzzy', 'a.')],
    ['invalid_email', find('member_emails', ['nobody'])],
    ['user_search_invalid_operator', { query: { operator: 'XOR', operands: [] } }],
    ['user_search_invalid_operator', { query: {} }],
    ['user_search_invalid_cursor', { cursor: 'not-a-cursor' }],
    ['user_search_invalid_limit', { limit: 1001 }],
    ['user_search_invalid_limit', { limit: -1 }],
    ['bad_request', { limit: 'all' }],
    ['bad_request', { query: [] }],
  ])('%s', async (type, body) => {
    expect(await search(body)).toMatchObject(refused(400, type));
  });

  test('pages through thousands without gaps or repeats, whatever is deleted meanwhile', async () => {
    await control('PUT', 'state', { populate: 2500 });
    expect((await search({})).body.organizations).toHaveLength(100);
    expect((await search({ limit: 0 })).body.organizations).toHaveLength(100);
    expect((await search({ limit: 1000 })).body.organizations).toHaveLength(1000);
    const seen: unknown[] = [];
    let cursor: unknown;
    do {
      const { body } = await search({ limit: 300, ...(cursor === undefined ? {} : { cursor }) });
      expect(body.results_metadata.total).toBe(2504 - Math.ceil(seen.length / 300));
      seen.push(...ids(body.organizations));
      cursor = body.results_metadata.next_cursor;
      await call('DELETE', `/${seen.at(-1)}`);
    } while (cursor !== null);
    expect(seen).toHaveLength(2504);
    expect(new Set(seen).size).toBe(2504);
  });

  test('totals are -1 where the workspace has them switched off', async () => {
    await control('PUT', 'state', { ...(await control('GET', 'state')), search_totals_disabled: true });
    expect((await search({})).body.results_metadata).toEqual({ total: -1, next_cursor: null });
  });
});
