import { describe, expect, it } from 'vitest';
import zitadel from '../../../src/sandbox/zitadel/emulator.ts';
import {
  call,
  callerId,
  control,
  defaultId,
  expectError,
  find,
  idsOf,
  inactiveId,
  serve,
  showcase,
} from './emulated.ts';

serve();

describe('listing organizations', () => {
  it('sorts by creation, newest first, and pages by offset', async () => {
    const all = idsOf(await find([]));
    expect(all).toEqual(['custom-org-ID', inactiveId, showcase, callerId, defaultId]);
    const page = await find([], { query: { offset: '1', limit: 2, asc: false } });
    expect(idsOf(page)).toEqual(all.slice(1, 3));
    expect(page.body.details).toEqual({ totalResult: '5', timestamp: expect.any(String) });
    expect(idsOf(await find([], { query: { asc: true } }))).toEqual(all.toReversed());
    const beyond = await find([], { query: { offset: 9 } });
    expect(beyond.body).toEqual({ details: { timestamp: expect.any(String) } });
  });

  it('sorts by name without regard to case', async () => {
    await call('POST', '/management/v1/orgs', { name: 'aaa' });
    const sorted = await call('POST', '/admin/v1/orgs/_search', {
      sorting_column: 'ORG_FIELD_NAME_NAME',
      query: { asc: true },
    });
    expect(sorted.body.result.map(({ name }: { name: string }) => name)).toEqual([
      'aaa',
      'Café Łódź 🏢 Zürich',
      'Nordwind Handels GmbH',
      'Sandbox Operations',
      'ZITADEL',
      '東京物流株式会社',
    ]);
  });

  it('ands all queries', async () => {
    const some = async (...queries: unknown[]) => idsOf(await find(queries));
    expect(await some({ nameQuery: { name: '東京物流株式会社' } })).toEqual([inactiveId]);
    expect(await some({ nameQuery: { name: 'nordwind' } })).toEqual([]);
    expect(await some({ name_query: { name: 'nordwind', method: 'TEXT_QUERY_METHOD_CONTAINS_IGNORE_CASE' } })).toEqual([
      showcase,
    ]);
    expect(await some({ domainQuery: { domain: 'nordwind.example' } })).toEqual([showcase]);
    expect(await some({ stateQuery: { state: 'ORGANIZATION_STATE_INACTIVE' } })).toEqual([inactiveId]);
    expect(await some({ stateQuery: { state: 2 } })).toEqual([inactiveId]);
    expect(await some({ stateQuery: { state: 'ORGANIZATION_STATE_REMOVED' } })).toEqual([]);
    expect(await some({ stateQuery: { state: 'NO_SUCH_STATE' } })).toEqual([]);
    expect(await some({ defaultQuery: {} })).toEqual([defaultId]);
    expect(await some({ idQuery: { id: showcase } }, { stateQuery: { state: 2 } })).toEqual([]);
    const v1 = await call('POST', '/admin/v1/orgs/_search', {
      queries: [{ stateQuery: { state: 'ORG_STATE_INACTIVE' } }],
    });
    expect(idsOf(v1)).toEqual([inactiveId]);
    expect(v1.body.result[0].state).toBe('ORG_STATE_INACTIVE');
  });

  it('refuses what its messages do not allow', async () => {
    expectError(await find([], { query: { limit: 1001 } }), 400, 3, 'QUERY-4M0fs');
    expectError(await call('POST', '/admin/v1/orgs/_search', { query: { limit: 1001 } }), 400, 3, 'QUERY-4M0fs');
    expect((await find([], { query: { limit: 1000 }, sortingColumn: 17 })).status).toBe(200);
    for (const bad of [
      { query: { limit: -1 } },
      { query: { limit: 2 ** 32 } },
      { query: { offset: 'x' } },
      { query: { asc: 'yes' } },
      { query: 7 },
      { queries: {} },
      { queries: [null] },
      { queries: [{}] },
      { queries: [{ idQuery: { id: 'a' }, nameQuery: { name: 'b' } }] },
      { queries: [{ idQuery: {} }] },
      { queries: [{ nameQuery: { name: 'a', method: 99 } }] },
      { sortingColumn: 'A', sorting_column: 'B' },
    ]) {
      const answer = await call('POST', '/v2/organizations/_search', bad);
      expect([bad, answer.status, answer.body.code]).toEqual([bad, 400, 3]);
    }
    expect((await call('POST', '/admin/v1/orgs/_search', { queries: [{ defaultQuery: {} }] })).body.code).toBe(3);
  });

  it('pages through a thousand organizations, each once', async () => {
    await control('PUT', 'state', { populate: 1000 });
    const seen = new Set<string>();
    const names = new Set<string>();
    for (let offset = 0; offset < 1005; offset += 100) {
      const page = await find([], { query: { offset, limit: 100, asc: true } });
      expect(page.body.details.totalResult).toBe('1005');
      for (const { id, name } of page.body.result) {
        seen.add(id);
        names.add(name.toLowerCase());
      }
    }
    expect([seen.size, names.size]).toEqual([1005, 1005]);
    expect(idsOf(await find([]))).toHaveLength(100);
    const state = (await control('GET', 'state')) as Parameters<typeof zitadel.populate>[0];
    zitadel.populate(state, 10);
    expect(Object.keys(state.organizations)).toHaveLength(1015);
  });
});
