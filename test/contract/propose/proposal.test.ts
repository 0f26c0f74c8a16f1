import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenAPIV3_1 } from 'openapi-types';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { overlaid, readOverlay } from '../../../src/contract/description/overlay.ts';
import { operationsOf } from '../../../src/contract/document.ts';
import { deviationsOf } from '../../../src/contract/drift/deviation.ts';
import { undocumentedIn } from '../../../src/contract/drift/undocumented.ts';
import { type Proposal, propose, type SeenDrift } from '../../../src/contract/propose/proposal.ts';
import { type Violation, violationsOf } from '../../../src/contract/violation.ts';
import { providers } from '../../../src/generated/providers.ts';
import { readUpstreamDocument } from '../../support/upstream-document.ts';

// What is proposed for a drifting answer, applied to the document, leaves no drift.

const seen = { count: 3, firstSeen: '2026-11-21T10:15:30.120Z', lastSeen: '2026-11-22T10:15:30.120Z' };

function operationOf(document: object, id: string) {
  const found = operationsOf(document as OpenAPIV3_1.Document).get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

/** Everything in which an answer differs from a document, compiled anew. */
function differences(document: object, id: string, status: number, body: unknown): readonly Violation[] {
  const operation = operationOf(document, id);
  const schema = operation.answers.get(status)?.schema;
  if (schema === undefined) return [{ pointer: '', keyword: 'undocumented-status', detail: '' }];
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats as unknown as typeof formats.default)(ajv);
  ajv.addSchema({ components: (document as OpenAPIV3_1.Document).components }, 'document:/');
  const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document:/#/')));
  validate(body);
  return [...violationsOf(validate.errors), ...undocumentedIn(document, operation)(status, body)];
}

const recordsOf = (document: object, id: string, status: number, body: unknown): SeenDrift[] =>
  deviationsOf(
    document,
    operationOf(document, id),
  )({ status, value: body, violations: differences(document, id, status, body) }).map(({ status: _, ...each }) => ({
    ...each,
    status,
    ...seen,
  }));

function applied(document: object, { actions }: Proposal): object {
  const text = stringify({ overlay: '1.0.0', info: { title: 'Seen', version: '1' }, actions });
  const { document: patched, unmatched } = overlaid(document, readOverlay(text, false));
  expect(unmatched).toEqual([]);
  return patched as object;
}

const of = (id: string) => {
  const found = providers.find(({ provider }) => provider.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found.document;
};
const exampleOf = (document: object, id: string) => {
  const [example] = readUpstreamDocument(document).operation(id).successes;
  return structuredClone(example?.body) as Readonly<Record<string, object>>;
};

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are bent
type Bend = (body: any) => void;
const bends: readonly (readonly [string, provider: string, operation: string, Bend])[] = [
  ['another type', 'stytch', 'GetOrganization', (body) => Object.assign(body.organization, { organization_name: 7 })],
  ['null', 'stytch', 'GetOrganization', (body) => Object.assign(body.organization, { organization_name: null })],
  ['a missing property', 'stytch', 'GetOrganization', (body) => delete body.organization.organization_name],
  [
    'several missing properties of one object',
    'stytch',
    'GetOrganization',
    (body) => {
      delete body.organization.organization_name;
      delete body.organization.organization_slug;
    },
  ],
  [
    'undocumented properties',
    'stytch',
    'GetOrganization',
    (body) => Object.assign(body.organization, { brand: 'x', size: 3 }),
  ],
  [
    'an undocumented property inside a list',
    'stytch',
    'SearchOrganizations',
    (body) => Object.assign(body.organizations[0], { 'tier-2': true }),
  ],
  [
    'an undocumented property that is empty',
    'stytch',
    'GetOrganization',
    (body) => Object.assign(body, { hint: null }),
  ],
  [
    'a text in another format',
    'stytch',
    'GetOrganization',
    (body) => Object.assign(body.organization, { created_at: 'today' }),
  ],
  [
    'a text where a reference leads to an object',
    'softwareone',
    'GetAccount',
    (body) => Object.assign(body, { address: '[Circular Reference]' }),
  ],
  [
    'another type inside an optional object',
    'softwareone',
    'GetAccount',
    (body) => Object.assign(body.address, { city: 4 }),
  ],
  ['an object as a number', 'zitadel', 'GetOrgByID', (body) => Object.assign(body.org, { details: 9 })],
  [
    'everything at once',
    'userhub',
    'GetOrganization',
    (body) => Object.assign(body, { displayName: 4, extra: [], address: 4, createTime: 'x' }),
  ],
];

test.each(bends)('%s, at %s %s', (_, provider, id, bend) => {
  const document = of(provider);
  const body = exampleOf(document, id);
  bend(body);
  expect(differences(document, id, 200, body)).not.toEqual([]);
  const proposal = propose(document, recordsOf(document, id, 200, body));
  expect(proposal.unresolved).toEqual([]);
  const patched = applied(document, proposal);
  expect(differences(patched, id, 200, body)).toEqual([]);
  // It takes nothing away: what was right before still is.
  expect(differences(patched, id, 200, exampleOf(document, id))).toEqual([]);
});

test('a status that is not documented gets a response', () => {
  const record = {
    upstreamOperation: 'GetOrganization',
    direction: 'response',
    status: 418,
    pointer: '',
    keyword: 'undocumented-status',
    observedType: 'object',
    ...seen,
  };
  const document = of('stytch');
  const patched = applied(document, propose(document, [record]));
  expect(differences(patched, 'GetOrganization', 418, { short: 'and stout' })).toEqual([]);
});

test('several kinds of one place are one change, which says all its reasons', () => {
  const document = of('stytch');
  const records = [7, null].flatMap((organization_name) => {
    const body = exampleOf(document, 'GetOrganization');
    Object.assign(body.organization ?? {}, { organization_name });
    return recordsOf(document, 'GetOrganization', 200, body);
  });
  const { actions } = propose(document, records);
  expect(actions).toEqual([
    {
      target: '$.components.schemas.Organization.properties.organization_name',
      update: { type: ['string', 'integer', 'null'] },
      'x-reason': expect.stringMatching(/type \(integer\), seen 3 times from .*; .*type \(null\), seen 3 times/),
    },
  ]);
});

test('what no document can agree with is said, and why', () => {
  const record = {
    upstreamOperation: 'GetOrganization',
    direction: 'response',
    status: 200,
    observedType: 'string',
    ...seen,
  };
  const { actions, unresolved } = propose(of('stytch'), [
    { ...record, pointer: '/organization/mfa_methods', keyword: 'unlisted-member' },
    { ...record, pointer: '/organization/*', keyword: 'undocumented-property' },
    { ...record, pointer: '', keyword: 'identity' },
    { ...record, pointer: '/body/x', keyword: 'type', direction: 'request' },
    { ...record, pointer: '/organization/gone', keyword: 'type' },
    { ...record, pointer: '', keyword: 'type', upstreamOperation: 'Gone' },
  ]);
  expect(actions).toEqual([]);
  expect(unresolved.map(({ place, keyword, reason }) => `${place} ${keyword}: ${reason}`)).toEqual([
    expect.stringContaining('GetOrganization 200 /organization/mfa_methods unlisted-member: values are not kept'),
    expect.stringContaining('GetOrganization 200 /organization/* undocumented-property: the name is not kept'),
    expect.stringContaining('identity: the answer was about another object'),
    expect.stringContaining('Orgway built this request wrongly'),
    expect.stringContaining('the document does not have the place any more'),
    expect.stringContaining('the document does not have the operation'),
  ]);
});
