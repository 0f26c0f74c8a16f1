import type { operations } from '../generated/types/orgway.ts';
import { Problem } from '../problem/problem.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { docsPage } from './docs.ts';
import { findOrganizations } from './find-organizations.ts';
import type { Gateway } from './gateway.ts';
import { connectionOf } from './translated.ts';
import type { UnifiedRequest } from './unified-request.ts';

/** What the gateway answers itself; a string is sent as it is, under the documented media type. */
export type Handler = (
  request: UnifiedRequest,
  instance: string,
  requestId: string,
) => Promise<object | string> | object | string;

type OwnOperationId = Exclude<keyof operations, UnifiedOperationId>;

/** The operations that need no upstream of their own, by operationId: total over the document. */
export function ownHandlers(gateway: Gateway): { readonly [Id in OwnOperationId]: Handler } {
  return {
    listProviders: () => ({ providers: gateway.providers }),
    getProvider: ({ path }) => {
      const found = gateway.providers.find(({ id }) => id === path.provider);
      if (found === undefined)
        throw new Problem('not-found', { detail: 'GET /v1/providers lists the providers there are.' });
      return found;
    },
    listConnections: () => ({ connections: [...gateway.connections.values()].map((each) => each.describe()) }),
    getConnection: ({ path }) => connectionOf(gateway, path.connection).describe(),
    findOrganizations: ({ query }, instance, requestId) =>
      findOrganizations(gateway, String(query.externalId), instance, requestId),
    getLiveness: () => ({ status: 'alive' }),
    getReadiness: () => ({ status: 'ready' }),
    getDocument: () => gateway.document,
    getDocumentSource: () => gateway.documentSource,
    getDocs: () => docsPage,
  };
}
