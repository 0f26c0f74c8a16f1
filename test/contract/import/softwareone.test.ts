import { expect, test } from 'vitest';
import { ownOverlays } from '../../../src/cli/contract/own-overlays.ts';
import { importDescription } from '../../../src/contract/import/import.ts';
import document from '../../../src/generated/documents/softwareone.json' with { type: 'json' };
import { answerJudged, bodyJudged } from './judged.ts';
import { softwareOneDescription } from './softwareone-description.ts';

const curated = document as never;
const text = JSON.stringify(softwareOneDescription());
const everything = (): boolean => true;
const plain = importDescription(curated, text, [], everything);
const overlaid = importDescription(curated, text, ownOverlays('softwareone'), everything);

test('the operations in use are found behind the base path of the server, and the others left out', () => {
  expect(plain.report.operations.map(({ id, path }) => `${id} ${path}`)).toEqual([
    'ListAccounts /v1/accounts/accounts',
    'CreateAccount /v1/accounts/accounts',
    'GetAccount /v1/accounts/accounts/{id}',
    'UpdateAccount /v1/accounts/accounts/{id}',
    'EnableAccount /v1/accounts/accounts/{id}/enable',
    'DisableAccount /v1/accounts/accounts/{id}/disable',
  ]);
  expect(plain.report.missing.map(({ id }) => id)).toEqual([
    'ListAccountUsers',
    'AddAccountUser',
    'GetAccountUser',
    'UpdateAccountUser',
    'RemoveAccountUser',
    'ReplaceAccountUserGroups',
  ]);
  expect(plain.report.unused).toBe(4);
});

test('only operations that the provider uses are cut out', () => {
  const { report } = importDescription(curated, text, [], (id) => id === 'GetAccount' || id === 'AddAccountUser');
  expect(report.operations.map(({ id }) => id)).toEqual(['GetAccount']);
  expect(report.missing.map(({ id }) => id)).toEqual(['AddAccountUser']);
  expect(report.unused).toBe(9);
});

test('the result has our paths, names and ids, whole hosts, and only the components it needs', () => {
  const { paths, servers, components } = plain.document;
  expect(servers).toEqual([{ url: 'https://api.platform.softwareone.com' }]);
  expect(Object.keys(paths ?? {})).toContain('/public/v1/accounts/accounts/{accountId}/disable');
  expect(paths?.['/public/v1/accounts/accounts/{accountId}/disable']?.post).toMatchObject({
    operationId: 'DisableAccount',
    'x-effect': 'write',
    'x-provenance': { status: 'verified', source: 'Marketplace API 4.0.2162' },
    parameters: [{ name: 'accountId', in: 'path' }],
  });
  expect(Object.keys(components?.schemas ?? {})).toEqual(
    ['Account', 'AccountCreate', 'AccountRef', 'AccountStatus', 'AccountType', 'AccountUpdate', 'Address'].concat([
      ...['ProblemDetails', 'User', 'UserGroup', 'UserGroupRef', 'UserRef'],
    ]),
  );
  expect(Object.keys(components?.securitySchemes ?? {})).toEqual(['bearer']);
});

test('everything compiles, and what was repaired is said', () => {
  expect(plain.report.faults).toEqual([]);
  expect(plain.report.schemas).toBeGreaterThan(20);
  expect(plain.report.repairs).toContain(
    '#/components/schemas/Account: closed beside parts that it cannot see; it is closed over all of them',
  );
});

const whole = {
  id: 'ACC-1234-5678',
  name: 'Acme',
  type: 'Client',
  status: 'Active',
  icon: null,
  externalId: null,
  address: null,
  groups: [
    { id: 'UGR-1', name: 'All', account: { id: 'ACC-1234-5678', name: 'Acme', type: 'Client', status: 'Active' } },
  ],
  audit: null,
};

test('a whole account is good, and what is wrong with one is found at its place', () => {
  expect(answerJudged(plain.document, 'GetAccount', 200, whole)).toEqual([]);
  const wrong = { ...whole, fax: '1', groups: [{ ...whole.groups[0], account: { ...whole, status: 1 } }] };
  expect(answerJudged(plain.document, 'GetAccount', 200, wrong)).toEqual([
    '/groups/0/account/status type',
    '/groups/0/account/status enum',
    '/fax unevaluatedProperties',
  ]);
});

test('what only answers have need not be sent, and may be', () => {
  const update = { name: 'Acme', type: 'Client', status: 'Active' };
  expect(bodyJudged(plain.document, 'UpdateAccount', update)).toEqual([]);
  expect(bodyJudged(plain.document, 'UpdateAccount', { ...update, id: 'ACC-1234-5678' })).toEqual([]);
  expect(bodyJudged(plain.document, 'UpdateAccount', { ...update, fax: '1' })).toEqual(['/fax unevaluatedProperties']);
});

test('the overlay of the project makes real answers good that the document refuses', () => {
  const real = {
    ...whole,
    revision: 3,
    address: {},
    groups: [{ name: 'All', account: { id: 'ACC-1', name: 'Acme' } }],
  };
  expect(answerJudged(plain.document, 'GetAccount', 200, real)).not.toEqual([]);
  expect(answerJudged(overlaid.document, 'GetAccount', 200, { ...real, groups: [] })).toEqual([]);
  expect(answerJudged(overlaid.document, 'GetAccount', 200, { name: 'Acme' })).toEqual([
    '/status required',
    '/type required',
  ]);
  const problem = { status: '400', errors: 'wrong' };
  expect(answerJudged(plain.document, 'GetAccount', 404, problem)).toEqual(['/status type', '/errors type']);
  expect(answerJudged(overlaid.document, 'GetAccount', 404, problem)).toEqual([]);
  expect(bodyJudged(plain.document, 'CreateAccount', { name: 'Acme', type: 'Client' })).toEqual([
    '/serviceLevel required',
  ]);
  expect(bodyJudged(overlaid.document, 'CreateAccount', { name: 'Acme', type: 'Client' })).toEqual([]);
  expect(overlaid.report.unmatched).toEqual([]);
});

test('a document of somebody else is refused', () => {
  const other = text.replaceAll('/accounts', '/bills');
  expect(() => importDescription(curated, other, [], everything)).toThrow(/none of the operations in use/);
});

test('what only unused operations refer to does not matter, what a used one refers to does', () => {
  const without = (name: string): string => {
    const { components, ...rest } = softwareOneDescription() as { components: { schemas: Record<string, object> } };
    const { [name]: _, ...schemas } = components.schemas;
    return JSON.stringify({ ...rest, components: { ...components, schemas } });
  };
  expect(importDescription(curated, without('Buyer'), [], everything).report.faults).toEqual([]);
  expect(() => importDescription(curated, without('Address'), [], everything)).toThrow(
    /refers to #\/components\/schemas\/Address, which the document does not have/,
  );
});
