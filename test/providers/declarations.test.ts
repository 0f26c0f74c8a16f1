import { describe, expect, test } from 'vitest';
import { operationsOf } from '../../src/contract/document.ts';
import { providers } from '../../src/generated/providers.ts';

const long = 'a'.repeat(200);
/** What an upstream's own organization ids look like, and what only looks like one. */
const organizationIds: Readonly<
  Record<string, { readonly own: readonly string[]; readonly other: readonly string[] }>
> = {
  softwareone: {
    own: ['ACC-2000-0001', 'ACC-1'],
    other: ['XACC-2000-0001', 'ACC-2000-0001x', 'ACC', 'ACC-', 'ACC-2000-', 'acc-2000-0001', 'CUS-2000-0001'],
  },
  stytch: {
    own: [
      'organization-test-11111111-0000-4000-8000-111111111111',
      'organization-live-0123abcd-0000-4000-8000-9876543210ef',
    ],
    other: [
      'x-organization-test-11111111-0000-4000-8000-111111111111',
      'organization-test-11111111-0000-4000-8000-1111111111112',
      'organization-other-11111111-0000-4000-8000-111111111111',
      'organization-test-11111111-0000-4000-8000-11111111111g',
      'organization-test-',
      'acme',
    ],
  },
  userhub: {
    own: ['org_28seyVGVL1got6', 'org_a-b_c'],
    other: ['my-org_28seyVGVL1got6', 'org_28sey.VGVL', 'org_', 'usr_28seyVGVL1got6', 'acme'],
  },
  zitadel: {
    own: ['310000000000000003', 'custom-org-ID', 'default-2', 'a', 'a b', '...', long],
    other: ['default', '_is_unique', '.', '..', ' a', 'a ', 'a/b', 'ä', '', `${long}a`],
  },
};

const rows = providers.map((each) => [each.provider.id, each] as const);

test.each(rows.filter(([id]) => id in organizationIds))('%s knows its own organization ids', (id, { provider }) => {
  const { own, other } = organizationIds[id] ?? expect.fail('no such provider');
  expect(own.filter((each) => !provider.organizationId.test(each))).toEqual([]);
  expect(other.filter((each) => provider.organizationId.test(each))).toEqual([]);
});

describe.each(rows)('%s', (_id, { provider, document }) => {
  test('names headers that its document has', () => {
    const parameters = [...operationsOf(document as never).values()].flatMap((operation) => operation.parameters);
    const headers = parameters.filter((each) => each.in === 'header').map(({ name }) => name);
    const { scopeHeader = [], actingSession = {} } = provider;
    for (const name of [scopeHeader, Object.values(actingSession)].flat()) expect(headers).toContain(name);
  });

  test('gives a reason for every answer that it does not compare, and for every write that it cannot look for', () => {
    const reasons = [...Object.values(provider.identity), ...Object.values(provider.settlements)].flatMap((each) => {
      if ('anonymous' in each) return [each.anonymous];
      return 'untellable' in each ? [each.untellable] : [];
    });
    for (const reason of reasons) expect(reason).toMatch(/^\S.*\S$/);
  });
});
