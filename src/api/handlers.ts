import { operationsOf } from '../contract/document.ts';
import type { operations } from '../generated/types/orgway.ts';
import { Problem } from '../problem/problem.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { exportAuditEvents, getAuditHead, listAuditEvents } from './audit-events.ts';
import { docsPage } from './docs.ts';
import { listDriftRecords } from './drift-records.ts';
import { findOrganizations } from './find-organizations.ts';
import type { Gateway } from './gateway.ts';
import type { Body, Handler, Received } from './handler.ts';
import { listOperations, operationOf, reconcileOperation } from './operation-records.ts';
import { passedThrough } from './passed-through.ts';
import { readiness } from './readiness.ts';
import type { UnifiedRequest } from './unified-request.ts';

type OwnOperationId = Exclude<keyof operations, UnifiedOperationId>;

/** The operations that the gateway answers itself, by operationId: total over the document. */
export function ownHandlers(gateway: Gateway): { readonly [Id in OwnOperationId]: Handler } {
  const operations = operationsOf(gateway.document);
  const passing = passedThrough(gateway);
  // What the document does not know any more is for those who may do everything.
  const permissionFor = (action: string): string => operations.get(action)?.permission ?? 'admin';
  return {
    listProviders: validated(() => ({ providers: gateway.providers })),
    getProvider: validated(({ path }) => {
      const found = gateway.providers.find(({ id }) => id === path.provider);
      if (found !== undefined) return found;
      throw new Problem('not-found', { detail: 'GET /v1/providers lists the providers there are.' });
    }),
    listConnections: validated((_request, { granted }) => ({
      connections: granted.connections.map((connection) => connection.describe()),
    })),
    getConnection: validated(({ path }, { granted }) => granted.connection(path.connection).describe()),
    listDriftRecords: validated((request, received) => listDriftRecords(gateway, request, received)),
    findOrganizations: validated(({ query }, received) => findOrganizations(String(query.externalId), received)),
    listAuditEvents: validated((request, { granted }) => listAuditEvents(request, gateway.audit, granted)),
    exportAuditEvents: validated((request, { granted, requestId }) =>
      exportAuditEvents(request, gateway.audit, { principal: granted.principal.id, requestId }),
    ),
    getAuditHead: validated(() => getAuditHead(gateway.audit)),
    getMetrics: validated(() => gateway.metrics()),
    getLiveness: validated(() => ({ status: 'alive' })),
    getReadiness: validated(() => readiness(gateway)),
    listOperations: validated((request, { granted }) => listOperations(gateway, request, granted)),
    getOperation: validated(({ path }, { granted }) => operationOf(gateway, path.operation, granted)),
    reconcileOperation: validated(({ path }, { granted }) =>
      reconcileOperation(gateway, path.operation, granted, permissionFor),
    ),
    passthroughGet: passing,
    passthroughPost: passing,
    passthroughPut: passing,
    passthroughPatch: passing,
    passthroughDelete: passing,
    getDocument: validated(() => gateway.document),
    getDocumentSource: validated(() => gateway.documentSource),
    getDocs: validated(() => docsPage),
  };
}

type Answerer = (request: UnifiedRequest, received: Received) => Promise<Body> | Body;

const validated =
  (answer: Answerer): Handler =>
  async (received) =>
    answer(await received.read(), received);
