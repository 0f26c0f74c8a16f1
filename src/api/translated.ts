import unified from '../generated/documents/orgway.json' with { type: 'json' };
import { Problem } from '../problem/problem.ts';
import type { UnifiedCall } from '../translation/bind.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import type { Gateway, GatewayConnection } from './gateway.ts';
import type { Handler } from './handler.ts';
import type { PageTokens } from './page-token.ts';
import type { UnifiedRequest } from './unified-request.ts';

/** The connection in a path. Throws `unknown-connection`. */
export function connectionOf(gateway: Gateway, id: string | undefined): GatewayConnection {
  const found = gateway.connections.get(id ?? '');
  if (found === undefined) throw new Problem('unknown-connection');
  return found;
}

/** Composes the handler of a translated operation. */
export function translated(gateway: Gateway, id: UnifiedOperationId, effect: 'read' | 'write'): Handler {
  return async ({ params, read }) => {
    try {
      const connection = connectionOf(gateway, params.connection);
      connection.operations[id].demandSupport();
      return await perform(gateway, connection, id, await read());
    } catch (error) {
      // Whatever does not know better was refused on the way down, before the upstream could change anything.
      throw effect === 'write' && error instanceof Problem ? error.with({ outcome: 'not_applied' }) : error;
    }
  };
}

async function perform(
  gateway: Gateway,
  connection: GatewayConnection,
  id: UnifiedOperationId,
  { path, query, header, body }: UnifiedRequest,
): Promise<object> {
  const { connection: _configured, ...names } = path;
  const { pageSize, pageToken, include, acknowledge, ...rest } = query;
  // The order in which a caller writes the parameters makes no other query.
  const bound = [id, Object.entries(path), Object.entries({ ...rest, include, pageSize }).sort()];
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

const { default: defaultPageSize } = unified.components.parameters.PageSize.schema;

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
