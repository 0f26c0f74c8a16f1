import { expect, test } from 'vitest';
import type { Deviation } from '../../../src/contract/drift/deviation.ts';
import { impactsOf } from '../../../src/contract/drift/impact.ts';
import type { CallTrace } from '../../../src/contract/trace.ts';

const call = (more: Partial<CallTrace>): CallTrace => ({
  upstreamOperation: 'GetThing',
  purpose: 'answer',
  sends: [],
  certain: [],
  reads: [],
  refusals: [],
  ...more,
});
const impactOf = impactsOf({
  operations: [
    {
      unifiedOperation: 'getOrganization',
      calls: [
        call({
          reads: [
            { pointer: '/thing', to: ['/displayName'] },
            { pointer: '/thing/name', to: ['/displayName'] },
            { pointer: '/thing/flag', to: [] },
            { pointer: '/thing/labels', to: ['/metadata', '/metadata/*'] },
            { pointer: '/thing/parts/*/size', to: ['/memberCount'] },
          ],
          refusals: ['/code'],
        }),
      ],
    },
    {
      unifiedOperation: 'setExternalId',
      calls: [
        call({
          upstreamOperation: 'PutThing',
          sends: [{ pointer: '/body/id', always: true, from: ['/body/externalId'], fromAnswers: [], values: [] }],
        }),
        call({ purpose: 'settlement', reads: [{ pointer: '/thing/ref', to: ['/outcome'] }] }),
      ],
    },
  ],
});

const deviation = (pointer: string, more: Partial<Deviation> = {}): Deviation => ({
  upstreamOperation: 'GetThing',
  direction: 'response',
  status: 200,
  pointer,
  keyword: 'type',
  expected: '',
  observedType: 'null',
  ...more,
});

test.each<[string, Deviation, string, string[], string[]]>([
  ['what is read', deviation('/thing/name'), 'breaking', ['getOrganization'], ['organization/displayName']],
  ['what only decides', deviation('/thing/flag'), 'breaking', ['getOrganization'], []],
  ['what is around', deviation('/thing/parts'), 'breaking', ['getOrganization'], ['organization/memberCount']],
  ['items', deviation('/thing/parts/*/size'), 'breaking', ['getOrganization'], ['organization/memberCount']],
  [
    'what is taken as a whole',
    deviation('/thing/labels/*'),
    'breaking',
    ['getOrganization'],
    ['organization/metadata', 'organization/metadata/*'],
  ],
  ['what is inside something of which only other parts are read', deviation('/thing/color'), 'harmless', [], []],
  ['what is inside something that only decides', deviation('/thing/flag/x'), 'harmless', [], []],
  ['what only tells whether a write took effect', deviation('/thing/ref'), 'breaking', ['setExternalId'], []],
  [
    'a new word',
    deviation('/thing/name', { keyword: 'unlisted-member' }),
    'risky',
    ['getOrganization'],
    ['organization/displayName'],
  ],
  ['a new property', deviation('/thing/labels/x', { keyword: 'undocumented-property' }), 'harmless', [], []],
  [
    'an answer that cannot be used',
    deviation('', { keyword: 'not-json' }),
    'breaking',
    ['getOrganization', 'setExternalId'],
    [],
  ],
  [
    'a refusal of another status',
    deviation('', { keyword: 'undocumented-status', status: 418 }),
    'risky',
    ['getOrganization', 'setExternalId'],
    [],
  ],
  [
    'a success of another status',
    deviation('', { keyword: 'undocumented-status', status: 202 }),
    'breaking',
    ['getOrganization', 'setExternalId'],
    [],
  ],
  ['the code of a refusal', deviation('/code', { status: 400 }), 'risky', ['getOrganization'], []],
  ['another part of a refusal', deviation('/thing/name', { status: 400 }), 'harmless', [], []],
  ['a body where none is documented', deviation('', { keyword: 'undocumented-body' }), 'harmless', [], []],
  ['another operation', deviation('/thing/name', { upstreamOperation: 'ListThings' }), 'harmless', [], []],
  [
    'a request',
    deviation('/body/id', { upstreamOperation: 'PutThing', direction: 'request', status: undefined }),
    'breaking',
    ['setExternalId'],
    ['request/externalId'],
  ],
])('%s', (_, given, severity, unifiedOperations, unifiedFields) => {
  expect(impactOf(given)).toEqual({ severity, unifiedOperations, unifiedFields });
});
