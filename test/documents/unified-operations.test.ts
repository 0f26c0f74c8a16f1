import { expect, test } from 'vitest';
import { entriesOf, unified } from './documents.ts';
import { isError, mediaOf, type Operation, operationsOf } from './operations.ts';

const operations = operationsOf(unified);
const tags = (unified.root.tags as readonly { readonly name: string }[]).map(({ name }) => name);

const organization = '/v1/connections/{connection}/organizations/{organization}';
const passthrough = '/v1/connections/{connection}/passthrough/{path}';
/** What the upstream's own document describes, so that nothing here says what it takes and answers. */
const passes = ({ path }: Operation): boolean => path === passthrough;
/** The routes that the design fixes. */
const routes: Readonly<Record<string, string>> = {
  listProviders: 'GET /v1/providers',
  getProvider: 'GET /v1/providers/{provider}',
  listConnections: 'GET /v1/connections',
  getConnection: 'GET /v1/connections/{connection}',
  listDriftRecords: 'GET /v1/connections/{connection}/drift',
  passthroughGet: `GET ${passthrough}`,
  passthroughPost: `POST ${passthrough}`,
  passthroughPut: `PUT ${passthrough}`,
  passthroughPatch: `PATCH ${passthrough}`,
  passthroughDelete: `DELETE ${passthrough}`,
  findOrganizations: 'GET /v1/organizations',
  listOrganizations: 'GET /v1/connections/{connection}/organizations',
  createOrganization: 'POST /v1/connections/{connection}/organizations',
  getOrganization: `GET ${organization}`,
  updateOrganization: `PATCH ${organization}`,
  deleteOrganization: `DELETE ${organization}`,
  activateOrganization: `POST ${organization}/activate`,
  deactivateOrganization: `POST ${organization}/deactivate`,
  restoreOrganization: `POST ${organization}/restore`,
  purgeOrganization: `POST ${organization}/purge`,
  setExternalId: `PUT ${organization}/external-id`,
  deleteExternalId: `DELETE ${organization}/external-id`,
  listExternalAccounts: `GET ${organization}/external-accounts`,
  connectExternalAccount: `POST ${organization}/external-accounts`,
  disconnectExternalAccount: `DELETE ${organization}/external-accounts/{externalAccount}`,
  listMembers: `GET ${organization}/members`,
  addMember: `POST ${organization}/members`,
  getMember: `GET ${organization}/members/{member}`,
  updateMember: `PATCH ${organization}/members/{member}`,
  removeMember: `DELETE ${organization}/members/{member}`,
  listOperations: 'GET /v1/operations',
  getOperation: 'GET /v1/operations/{operation}',
  reconcileOperation: 'POST /v1/operations/{operation}/reconcile',
  listAuditEvents: 'GET /v1/audit-events',
  exportAuditEvents: 'GET /v1/audit-events/export',
  getAuditHead: 'GET /v1/audit-events/head',
  getLiveness: 'GET /livez',
  getReadiness: 'GET /readyz',
  getMetrics: 'GET /metrics',
  getDocument: 'GET /openapi.json',
  getDocumentSource: 'GET /openapi.yaml',
  getDocs: 'GET /docs',
};
/** Those that never make sense twice by accident. */
const keyRequired = [
  ...['createOrganization', 'deleteOrganization', 'purgeOrganization', 'connectExternalAccount'],
  ...['disconnectExternalAccount', 'addMember', 'removeMember'],
];

test('the document has the routes of the design', () => {
  expect(Object.fromEntries(operations.map(({ id, method, path }) => [id, `${method} ${path}`]))).toEqual(routes);
});

test.each(operations.map(({ id, at }) => [id, at.node]))('%s says what it is', (_, node) => {
  expect(node.operationId).toMatch(/^[a-z]+(?:[A-Z][a-z]+)+$/);
  expect(tags).toContain(Array.isArray(node.tags) && node.tags.length === 1 ? node.tags[0] : node.tags);
  expect(node.summary).toMatch(/^[A-Z][^.]+$/);
  expect(String(node.description)).toMatch(/\.$/);
});

/** Every status an operation can end with, by what it does. */
function statusesOf(operation: Operation): readonly string[] {
  const { id, path, method, body } = operation;
  // The upstream's own statuses are not listed, and what is accepted is between the caller and the upstream.
  if (passes(operation)) {
    const usual = ['200', '400', '401', '403', '404', '429', '500', '502', '503', '504'];
    return [
      ...usual,
      ...(method === 'GET' ? [] : ['409']),
      ...(body === undefined ? [] : ['413', '415', '422']),
    ].sort();
  }
  const authenticated = path.startsWith('/v1/') || path === '/metrics';
  const translated = path.startsWith('/v1/connections/{connection}/') && !path.endsWith('/drift');
  return [
    ...['200', '400', '406', '500'],
    // What is created is 201, and 200 only the dry run.
    ...(id === 'createOrganization' || id === 'addMember' ? ['201'] : []),
    ...(authenticated ? ['401', '403', '429'] : []),
    ...(authenticated && path.includes('{') ? ['404'] : []),
    // The gateway may be overloaded, an upstream away, and so may the database with what the gateway itself keeps.
    ...(id === 'getLiveness' ? [] : ['503']),
    // The upstream may reject any request that it is sent.
    ...(translated ? ['422', '501', '502', '504'] : []),
    ...(translated && method !== 'GET' ? ['409'] : []),
    ...(translated && method !== 'GET' && path.includes('{organization}') ? ['412'] : []),
    ...(body === undefined ? [] : ['413', '415']),
  ].sort();
}

const dryRun = 'application/vnd.orgway.dry-run+json';
/** Documents of the gateway and exports have types of their own. */
const unusual: Readonly<Record<string, readonly string[]>> = {
  exportAuditEvents: ['application/jsonl', 'text/csv'],
  getDocumentSource: ['application/yaml'],
  getDocs: ['text/html'],
  getMetrics: ['text/plain; version=0.0.4'],
};
function typesOf(operation: Operation, status: string): readonly string[] {
  const { id, path, method } = operation;
  if (passes(operation) || method === 'GET' || !path.startsWith('/v1/connections/'))
    return unusual[id] ?? ['application/json'];
  if (id === 'createOrganization' || id === 'addMember') return [status === '200' ? dryRun : 'application/json'];
  return ['application/json', dryRun];
}

test.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s documents what it can end with',
  (_, operation) => {
    expect(operation.responses.map(([status]) => status).sort()).toEqual(statusesOf(operation));
    for (const [status, response] of operation.responses) {
      const types = mediaOf(unified, response).map(([type]) => type);
      if (isError(status)) expect([status, types]).toEqual([status, ['application/problem+json']]);
      else expect(types).toEqual(typesOf(operation, status));
      expect(entriesOf(response.node.headers).map(([name]) => name)).toContain('Orgway-Request-Id');
    }
  },
);

test.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s takes a body only where it says which',
  (_, operation) => {
    const { method, body } = operation;
    const types = mediaOf(unified, body).map(([type]) => type);
    const merging = method === 'PATCH' && !passes(operation);
    const expected = merging ? ['application/merge-patch+json', 'application/json'] : ['application/json'];
    expect(types).toEqual(body === undefined ? [] : expected);
    if (body !== undefined) expect(body.node.required).toBe(!passes(operation));
    if (method === 'PATCH' || method === 'PUT') expect(body).toBeDefined();
  },
);

test('the Idempotency-Key is required where the design says so, and taken by every other mutation', () => {
  const keys = operations.flatMap(({ id, parameters }) =>
    parameters
      .filter(({ node }) => node.name === 'Idempotency-Key')
      .map(({ node }) => [id, node.required === true] as const),
  );
  // To settle an operation again changes nothing that the first time did not; what passes through is not journaled.
  const mutations = operations
    .filter((each) => each.method !== 'GET' && each.id !== 'reconcileOperation' && !passes(each))
    .map(({ id }) => id);
  expect(keys).toEqual(mutations.map((id) => [id, keyRequired.includes(id)]));
});

test('every parameter says what it is and shows a value', () => {
  for (const { parameters } of operations) {
    for (const { node } of parameters) {
      expect([node.name, typeof node.description, 'example' in node]).toEqual([node.name, 'string', true]);
    }
  }
});
