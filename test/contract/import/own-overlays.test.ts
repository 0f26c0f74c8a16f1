import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownOverlays } from '../../../src/cli/contract/own-overlays.ts';
import { readOverlay } from '../../../src/contract/description/overlay.ts';
import { importDescription } from '../../../src/contract/import/import.ts';
import document from '../../../src/generated/documents/stytch.json' with { type: 'json' };
import { providers } from '../../../src/generated/providers.ts';
import { answerJudged, bodyJudged } from './judged.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'openapi', 'overlays');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.includes('/'));

test('there are overlays, each of a known provider', () => {
  const ids = providers.map(({ provider }) => provider.id);
  expect(files.length).toBeGreaterThan(1);
  expect(files.filter((path) => !ids.includes(path.split('/')[0] ?? ''))).toEqual([]);
  expect(ids.flatMap((id) => ownOverlays(id))).toHaveLength(files.length);
});

test.each(files)('%s has the date of its version in its name, and a reason and a source for every action', (path) => {
  const { version, actions } = readOverlay(readFileSync(join(folder, path), 'utf8'), true);
  expect(path).toMatch(new RegExp(`^[a-z]+/${version}-[a-z0-9-]+\\.yaml$`));
  expect(version).toMatch(/^\d{4}-\d\d-\d\d$/);
  for (const action of actions) expect(action['x-reason']).toMatch(/\.$/);
});

/** In the style of Stytch's own document, cut to what the overlay is about. */
const text = { type: 'string' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
const operation = (operationId: string, response: object, body?: object): object => ({
  operationId,
  ...(body === undefined ? {} : { requestBody: { required: true, ...json(body) } }),
  responses: {
    '200': { description: 'Successful response', ...json(response) },
    '400': { description: 'Bad request' },
    '401': { description: 'Unauthorized', content: { 'application/json': { example: { status_code: 401 } } } },
    '429': { description: 'Too Many Requests' },
    '500': { description: 'Internal server error' },
  },
});
const settable = { organization_name: text, organization_external_id: text, sso_default_connection_id: text };
const stytch = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'Stytch API', version: '2.1.1' },
  servers: [{ url: 'https://test.stytch.com' }],
  paths: {
    '/v1/b2b/organizations/{organization_id}': {
      parameters: [{ name: 'organization_id', in: 'path', required: true, schema: text }],
      get: operation('api_organization_v1_Get', ref('api_organization_v1_GetResponse')),
      put: operation('api_organization_v1_Update', ref('api_organization_v1_GetResponse'), ref('UpdateRequest')),
    },
    '/v1/b2b/organizations/search': { post: operation('api_organization_v1_Search', ref('SearchResponse'), {}) },
  },
  components: {
    schemas: {
      api_organization_v1_GetResponse: {
        type: 'object',
        properties: { organization: ref('api_organization_v1_Organization') },
      },
      api_organization_v1_Organization: {
        type: 'object',
        required: ['organization_id'],
        properties: {
          ...settable,
          organization_id: text,
          created_at: text,
          scim_active_connection: { ...ref('Scim'), description: 'active' },
        },
      },
      Scim: { type: 'object', properties: { connection_id: text } },
      UpdateRequest: { type: 'object', properties: settable },
      SearchResponse: { type: 'object', properties: { results_metadata: ref('ResultsMetadata') } },
      ResultsMetadata: {
        type: 'object',
        properties: { total: { type: 'integer', format: 'int32' }, next_cursor: text },
      },
    },
  },
});

test("Stytch's nulls and refusals are judged as they are sent", () => {
  const everything = (): boolean => true;
  const [plain, overlaid] = [[], ownOverlays('stytch')].map((overlays) =>
    importDescription(document as never, stytch, overlays, everything),
  );
  const organization = { organization_id: 'o', sso_default_connection_id: null, scim_active_connection: null };
  const page = { results_metadata: { total: 1, next_cursor: null } };
  expect(answerJudged(plain?.document ?? {}, 'GetOrganization', 200, { organization })).toHaveLength(2);
  expect(answerJudged(overlaid?.document ?? {}, 'GetOrganization', 200, { organization })).toEqual([]);
  expect(answerJudged(plain?.document ?? {}, 'SearchOrganizations', 200, page)).toHaveLength(1);
  expect(answerJudged(overlaid?.document ?? {}, 'SearchOrganizations', 200, page)).toEqual([]);
  expect(answerJudged(overlaid?.document ?? {}, 'GetOrganization', 404, { status_code: 404 })).toHaveLength(4);
  expect(bodyJudged(overlaid?.document ?? {}, 'UpdateOrganization', { sso_default_connection_id: null })).toHaveLength(
    1,
  );
  expect(overlaid?.report.unmatched).toEqual([]);
  expect(overlaid?.report.faults).toEqual([]);
});
