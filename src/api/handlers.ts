import type { operations } from '../generated/types/orgway.ts';
import { Problem } from '../problem/problem.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { exportAuditEvents, getAuditHead, listAuditEvents } from './audit-events.ts';
import { docsPage } from './docs.ts';
import { listDriftRecords } from './drift-records.ts';
import { findOrganizations } from './find-organizations.ts';
import type { Gateway } from './gateway.ts';
import type { Body, Handler, Received } from './handler.ts';
import { listOperations, operationOf } from './operation-records.ts';
import { connectionOf } from './translated.ts';
import type { UnifiedRequest } from './unified-request.ts';

type OwnOperationId = Exclude<keyof operations, UnifiedOperationId>;

/** The operations that the gateway answers itself, by operationId: total over the document. */
export function ownHandlers(gateway: Gateway): { readonly [Id in OwnOperationId]: Handler } {
  return {
    listProviders: validated(() => ({ providers: gateway.providers })),
    getProvider: validated(({ path }) => {
      const found = gateway.providers.find(({ id }) => id === path.provider);
      if (found !== undefined) return found;
      throw new Problem('not-found', { detail: 'GET /v1/providers lists the providers there are.' });
    }),
    listConnections: validated(() => ({
      connections: [...gateway.connections.values()].map((connection) => connection.describe()),
    })),
    getConnection: validated(({ path }) => connectionOf(gateway, path.connection).describe()),
    listDriftRecords: validated((request) => listDriftRecords(gateway, request)),
    findOrganizations: validated(({ query }, received) =>
      findOrganizations(gateway, String(query.externalId), received),
    ),
    listAuditEvents: validated((request) => listAuditEvents(request, gateway.audit, gateway.pageTokens)),
    exportAuditEvents: validated((request, { principal, requestId }) =>
      exportAuditEvents(request, gateway.audit, { principal, requestId }),
    ),
    getAuditHead: validated(() => getAuditHead(gateway.audit)),
    getMetrics: validated(() => gateway.metrics()),
    getLiveness: validated(() => ({ status: 'alive' })),
    getReadiness: validated(() => {
      const reason = gateway.unready();
      if (reason === undefined) return { status: 'ready' };
      throw new Problem('storage-unavailable', { detail: reason, headers: { 'retry-after': '2' } });
    }),
    listOperations: validated((request) => listOperations(gateway, request)),
    getOperation: validated(({ path }) => operationOf(gateway, path.operation)),
    reconcileOperation: validated(async ({ path }) => {
      const { id } = await operationOf(gateway, path.operation);
      await gateway.reconcile(id);
      return operationOf(gateway, id);
    }),
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
