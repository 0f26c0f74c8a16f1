import { expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { stepsOf } from '../../src/translation/registered.ts';
import type { UnifiedOperationId } from '../../src/translation/unified.ts';

/** One page of a list: what the upstream answers, and the cursor of the page after it. */
interface Page {
  readonly provider: string;
  readonly list: UnifiedOperationId;
  readonly cursor?: string;
  readonly answer: object;
  readonly next: string | undefined;
}

const softwareone = (pagination: object | null): object => ({ $meta: { pagination }, data: [] });
const account = { id: 'ACC-1', name: 'Acme', status: 'Active' };
const pages: readonly Page[] = [
  { provider: 'softwareone', list: 'listOrganizations', answer: softwareone({ limit: 20, total: 21 }), next: '20' },
  {
    provider: 'softwareone',
    list: 'listOrganizations',
    answer: softwareone({ limit: 20, total: 20 }),
    next: undefined,
  },
  { provider: 'softwareone', list: 'listMembers', answer: softwareone({ limit: 5, total: 15 }), next: '5' },
  {
    provider: 'softwareone',
    list: 'listMembers',
    cursor: '5',
    answer: softwareone({ limit: 5, total: 15 }),
    next: '10',
  },
  {
    provider: 'softwareone',
    list: 'listMembers',
    cursor: '10',
    answer: softwareone({ limit: 5, total: 15 }),
    next: undefined,
  },
  { provider: 'softwareone', list: 'listMembers', answer: softwareone({ limit: 100, total: 30 }), next: '20' },
  { provider: 'softwareone', list: 'listOrganizations', answer: { data: Array(20).fill(account) }, next: '20' },
  { provider: 'softwareone', list: 'listOrganizations', answer: { data: [account] }, next: undefined },
  {
    provider: 'stytch',
    list: 'listOrganizations',
    answer: { organizations: [], results_metadata: { next_cursor: 'c2' } },
    next: 'c2',
  },
  {
    provider: 'stytch',
    list: 'listOrganizations',
    answer: { organizations: [], results_metadata: { next_cursor: null } },
    next: undefined,
  },
  { provider: 'userhub', list: 'listOrganizations', answer: { organizations: [], nextPageToken: 't2' }, next: 't2' },
  { provider: 'userhub', list: 'listMembers', answer: { members: [], nextPageToken: '' }, next: undefined },
  { provider: 'zitadel', list: 'listOrganizations', answer: { details: { totalResult: '21' } }, next: '20' },
  {
    provider: 'zitadel',
    list: 'listOrganizations',
    cursor: '20',
    answer: { details: { totalResult: '40' } },
    next: undefined,
  },
  // Only an empty first page may mean that there is no such organization.
  {
    provider: 'zitadel',
    list: 'listMembers',
    cursor: '20',
    answer: { details: { totalResult: '20' } },
    next: undefined,
  },
];
const known = providers.map(({ provider }) => provider.id);

test.each(pages.filter(({ provider }) => known.includes(provider)))(
  '$provider: after a page of $list at $cursor comes $next',
  ({ provider: id, list, cursor, answer, next }) => {
    const { provider } = providers.find((each) => each.provider.id === id) ?? expect.fail('no such provider');
    const entry = provider.operations[list];
    if ('unsupported' in entry) expect.fail(entry.unsupported);
    const steps = stepsOf(entry)({ path: { organization: 'o1' }, query: {}, page: { size: 20, cursor } });
    const asked = JSON.stringify(steps.next().value);
    if (cursor !== undefined) expect(asked).toContain(cursor);
    const { done, value } = steps.next(answer);
    expect(done).toBe(true);
    expect((value as { readonly nextCursor?: string }).nextCursor).toBe(next);
  },
);
