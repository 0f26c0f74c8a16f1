import { Problem } from '../problem/problem.ts';
import type { UnifiedCall } from '../translation/bind.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import type { Gateway, GatewayConnection } from './gateway.ts';
import type { PageTokens } from './page-token.ts';
import type { UnifiedRequest } from './unified-request.ts';

/** The connection in a path. Throws `unknown-connection`. */
export function connectionOf(gateway: Gateway, id: string | undefined): GatewayConnection {
  const found = gateway.connections.get(id ?? '');
  if (found === undefined) throw new Problem('unknown-connection');
  return found;
}

/** Performs a translated operation and answers its unified body. */
export async function performTranslated(
  gateway: Gateway,
  id: UnifiedOperationId,
  { path, query, header, body }: UnifiedRequest,
): Promise<object> {
  const { connection: connectionId = '', ...names } = path;
  const connection = connectionOf(gateway, connectionId);
  const { pageSize, pageToken, include, acknowledge, ...rest } = query;
  const bound = { id, path, rest, include, pageSize };
  const paged = id.startsWith('list');
  const page = paged ? pageOf(connection, gateway.pageTokens, bound, pageSize, pageToken) : undefined;
  const call: UnifiedCall = {
    path: names,
    query: rest,
    body,
    page,
    includeRaw: include === 'raw',
    actingSession: { token: header['Orgway-Acting-Session'], jwt: header['Orgway-Acting-Session-JWT'] },
  };
  const answer = await connection.operations[id].perform(call, acknowledge);
  return paged ? sealed(answer, gateway.pageTokens, bound) : answer;
}

const defaultPageSize = 20;

function pageOf(
  connection: GatewayConnection,
  tokens: PageTokens,
  bound: object,
  pageSize: unknown,
  pageToken: unknown,
): UnifiedCall['page'] {
  return {
    size: Math.min(typeof pageSize === 'number' ? pageSize : defaultPageSize, connection.maxPageSize),
    cursor: typeof pageToken === 'string' ? tokens.open(pageToken, bound) : undefined,
  };
}

/** The answer with the provider's cursor sealed into a page token that is good for the same query only. */
function sealed(answer: object & { readonly nextPageToken?: string }, tokens: PageTokens, bound: object): object {
  const { nextPageToken } = answer;
  return nextPageToken === undefined ? answer : { ...answer, nextPageToken: tokens.seal(nextPageToken, bound) };
}
