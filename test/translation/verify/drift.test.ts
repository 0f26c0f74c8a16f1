import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults.ts';
import { providerIds, startVerifiedEmulators, type VerifiedEmulators } from '../../support/verification.ts';

let emulators: VerifiedEmulators;
beforeAll(async () => {
  emulators = await startVerifiedEmulators();
});
afterAll(() => emulators.stop());

/** The upstream operation that gets one organization, and the requests that are one. */
const gets: Readonly<Record<string, { readonly operation: string; readonly fault: Fault }>> = {
  softwareone: { operation: 'GetAccount', fault: { method: 'GET', path: '/accounts/ACC-[0-9-]+(\\?|$)' } },
  stytch: {
    operation: 'GetOrganization',
    fault: { method: 'GET', path: '/organizations/organization-test-[0-9a-f-]+$' },
  },
  userhub: { operation: 'GetOrganization', fault: { method: 'GET', path: '/organizations/org_\\w+$' } },
  zitadel: { operation: 'GetOrgByID', fault: { method: 'GET', path: '/admin/v1/orgs/' } },
};

/** What is wrong, and the keyword that tells it. */
const drifts: readonly (readonly [name: string, fault: Fault, keyword: string])[] = [
  ['an unknown field', { extraField: true }, 'undocumented-property'],
  ['an unknown member of an enumeration', { unknownEnum: true }, 'unlisted-member'],
  ['another organization', { otherOrganization: true }, 'identity'],
  ['an undocumented status', { status: 418 }, 'undocumented-status'],
  ['an undocumented success', { status: 206, body: '{}' }, 'undocumented-status'],
  ['a failure', { status: 500 }, 'status'],
  ['another media type', { contentType: 'text/html' }, 'not-json'],
  ['a page of HTML', { body: '<html>Hello</html>', contentType: 'text/html' }, 'not-json'],
  ['no JSON at all', { body: '{"cut' }, 'not-json'],
  ['an answer that breaks off', { truncate: 10 }, 'incomplete'],
];

describe.each(providerIds)('%s', (id) => {
  beforeEach(() => emulators.reset(id));
  const { operation, fault: requests } = gets[id] ?? { operation: '', fault: {} };

  test.each(drifts)('everywhere, %s is what is found, and nothing else', async (_name, fault, keyword) => {
    await emulators.faults(id, [fault]);
    const { conforms, deviations, failure } = await emulators.verify(id);
    expect({ conforms, failure }).toEqual({ conforms: false, failure: undefined });
    expect([...new Set(deviations.map((each) => each.keyword))]).toEqual([keyword]);
  });

  test.each(drifts)('in one operation, %s is found there and nowhere else', async (_name, fault, keyword) => {
    await emulators.faults(id, [{ ...requests, ...fault }]);
    const { operations, deviations } = await emulators.verify(id);
    expect(deviations.length).toBeGreaterThan(0);
    for (const each of deviations) expect([each.upstreamOperation, each.keyword]).toEqual([operation, keyword]);
    expect(operations.filter(({ result }) => result === 'deviates').map((each) => each.upstreamOperation)).toEqual([
      operation,
    ]);
  });

  test('a field that nobody uses is told with its place, and as harmless', async () => {
    await emulators.faults(id, [{ ...requests, extraField: true }]);
    const { deviations } = await emulators.verify(id);
    expect(deviations.filter(({ status }) => status === 200)).toEqual([
      {
        upstreamOperation: operation,
        direction: 'response',
        status: 200,
        pointer: '/orgwaySandboxExtraField',
        keyword: 'undocumented-property',
        expected: expect.any(String),
        observedType: 'object',
        count: expect.any(Number),
        severity: 'harmless',
        unifiedOperations: [],
        unifiedFields: [],
      },
    ]);
  });

  test('what breaks unified operations names them and their fields', async () => {
    await emulators.faults(id, [{ ...requests, otherOrganization: true }]);
    const [{ severity, unifiedOperations = [], count = 0 } = {}] = (await emulators.verify(id)).deviations;
    expect(severity).toBe('breaking');
    expect(unifiedOperations).toContain('getOrganization');
    expect(count).toBeGreaterThan(1);
  });

  test('nothing that the upstream holds is in a report', async () => {
    await emulators.faults(id, [{ extraField: true, unknownEnum: true }]);
    const held = JSON.stringify(await emulators.held(id));
    const report = JSON.stringify(await emulators.verify(id));
    // Addresses, and names of more than one word.
    const words = held.match(/[\w.+-]+@[\w.-]+|(?<="(?:displayName|name|organization_name)":")[^" ]+ [^"]+/g) ?? [];
    expect(words.length).toBeGreaterThan(3);
    for (const word of words) expect(report).not.toContain(word);
  });
});

test('a member that the translation maps is told with the unified field it breaks', async () => {
  await emulators.reset('userhub');
  await emulators.faults('userhub', [{ method: 'GET', path: '/organizations/org_\\w+$', unknownEnum: true }]);
  const { deviations } = await emulators.verify('userhub');
  expect(deviations.find(({ pointer, status }) => pointer === '/state' && status === 200)).toMatchObject({
    severity: 'risky',
    observedType: 'string',
    unifiedFields: expect.arrayContaining(['organization/state']),
  });
});
