import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readDescription } from '../../../src/contract/description/read.ts';
import { importDescription } from '../../../src/contract/import/import.ts';
import document from '../../../src/generated/documents/zitadel.json' with { type: 'json' };
import { answerJudged, bodyJudged } from './judged.ts';
import { zitadelDescription } from './proto-description.ts';

const curated = document as never;
const given = zitadelDescription();
const everything = (): boolean => true;
const { document: cut, report } = importDescription(curated, JSON.stringify(given), [], everything);

test('every operation in use is found among hundreds, by path and not by name', () => {
  expect(report.missing).toEqual([]);
  expect(report.operations.map(({ id, vendorId }) => `${id} ${vendorId}`)).toEqual([
    'AddOrg ManagementService_AddOrg',
    'UpdateOrg ManagementService_UpdateOrg',
    'DeactivateOrg ManagementService_DeactivateOrg',
    'ReactivateOrg ManagementService_ReactivateOrg',
    'GetOrgMetadata ManagementService_GetOrgMetadata',
    'SetOrgMetadata ManagementService_SetOrgMetadata',
    'RemoveOrgMetadata ManagementService_RemoveOrgMetadata',
    'GetOrgByID AdminService_GetOrgByID',
    'RemoveOrg AdminService_RemoveOrg',
    'ListOrgs AdminService_ListOrgs',
    'ListUsers UserService_ListUsers',
  ]);
  expect(report.unused).toBeGreaterThan(500);
});

test('all of it compiles as it is', () => {
  expect({ faults: report.faults, repairs: report.repairs }).toEqual({ faults: [], repairs: [] });
  expect(report.schemas).toBe(34);
});

test('path parameters have our names', () => {
  expect(cut.paths?.['/admin/v1/orgs/{id}']?.delete).toMatchObject({
    operationId: 'RemoveOrg',
    'x-vendor-operation-id': 'AdminService_RemoveOrg',
    parameters: [{ name: 'id', in: 'path' }],
  });
});

test('64-bit integers are text, enumerations go by name, and details may have any type', () => {
  const details = { sequence: '2', changeDate: '2026-01-02T03:04:05Z', resourceOwner: '7' };
  const org = { id: '1', state: 'ORG_STATE_ACTIVE', name: 'Acme', details };
  expect(answerJudged(cut, 'GetOrgByID', 200, { org })).toEqual([]);
  expect(answerJudged(cut, 'GetOrgByID', 200, { org: { ...org, state: 1, details: { sequence: 2 } } })).toEqual([
    '/org/details/sequence type',
    '/org/state type',
    '/org/state enum',
  ]);
  const refusal = { code: 5, details: [{ '@type': 'type.googleapis.com/zitadel.v1.ErrorDetail', id: 'ORG-1' }] };
  expect(answerJudged(cut, 'GetOrgByID', Number.NaN, refusal)).toEqual([]);
  expect(answerJudged(cut, 'GetOrgByID', Number.NaN, { details: [{ '@type': 5 }] })).toEqual(['/details/0/@type type']);
});

test('circular messages are judged at depth', () => {
  const query = (of: object): object => ({ queries: [{ andQuery: { queries: [{ notQuery: { query: of } }] } }] });
  expect(bodyJudged(cut, 'ListUsers', query({ userNameQuery: { userName: 'a' } }))).toEqual([]);
  expect(bodyJudged(cut, 'ListUsers', query({ userNameQuery: { userName: 1 } }))).toEqual([
    '/queries/0/andQuery/queries/0/notQuery/query/userNameQuery/userName type',
  ]);
});

test('the result reads like any document and is cut out of itself unchanged', () => {
  const yaml = stringify(cut, { aliasDuplicateObjects: false });
  expect(readDescription(yaml)).toEqual(cut);
  const again = importDescription(curated, yaml, [], everything);
  expect(again.report).toMatchObject({ missing: [], unused: 0, schemas: report.schemas });
  expect(Object.keys(again.document.components?.schemas ?? {})).toEqual(Object.keys(cut.components?.schemas ?? {}));
});

test('one service alone, behind its base path, is matched by what its paths have in common with ours', () => {
  const { paths, ...rest } = parse(JSON.stringify(given)) as { paths: Record<string, object> };
  const management = Object.entries(paths).filter(([path]) => path.startsWith('/management/v1/'));
  const alone = {
    ...rest,
    servers: [{ url: 'https://acme.zitadel.cloud/management/v1' }],
    paths: Object.fromEntries(management.map(([path, item]) => [path.replace('/management/v1', ''), item])),
  };
  const { report } = importDescription(curated, JSON.stringify(alone), [], everything);
  expect(report.operations.map(({ path }) => path)).toContain('/orgs/me/_deactivate');
  expect(report.missing.map(({ id }) => id)).toEqual(['GetOrgByID', 'RemoveOrg', 'ListOrgs', 'ListUsers']);
});
