import unified from '../generated/documents/orgway.json' with { type: 'json' };
import { Problem } from '../problem/problem.ts';
import type { UnifiedCall } from '../translation/bind.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import type { GatewayConnection } from './gateway.ts';
import { Complete, type Handler } from './handler.ts';
import type { PageTokens } from './page-token.ts';
import type { UnifiedRequest } from './unified-request.ts';

/** Composes the handler of a translated operation. */
export function translated(id: UnifiedOperationId, effect: 'read' | 'write'): Handler {
  return effect === 'read' ? reading(id) : mutating(id);
}

function reading(id: UnifiedOperationId): Handler {
  const paged = id.startsWith('list');
  return async ({ params, granted, signal, read }) => {
    const connection = granted.connection(params.connection);
    connection.operations[id].demandSupport();
    const request = await read();
    const { path, query } = request;
    const { pageSize, pageToken, include, ...rest } = query;
    const raw = include === 'raw';
    if (!paged) return connection.operations[id].read(callOf(request, rest, undefined, raw), signal);
    // The order in which a caller writes the parameters makes no other query.
    const bound = [id, Object.entries(path), Object.entries({ ...rest, include, pageSize }).sort()];
    const page = pageOf(connection, granted.pageTokens, bound, pageSize, pageToken);
    const answer = await connection.operations[id].read(callOf(request, rest, page, raw), signal);
    return sealed(answer, granted.pageTokens, bound);
  };
}

function mutating(id: UnifiedOperationId): Handler {
  return async ({ params, requestId, granted, instance, admit, read }) => {
    try {
      const connection = granted.connection(params.connection);
      connection.operations[id].demandSupport();
      const request = await read();
      const { acknowledge, dryRun, ...rest } = request.query;
      const { header } = request;
      return new Complete(
        await connection.operations[id].mutate(callOf(request, rest, undefined, false), {
          principal: granted.principal.id,
          requestId,
          instance,
          acknowledge,
          dryRun: dryRun === true,
          idempotencyKey: header['Idempotency-Key'],
          ifMatch: header['If-Match'],
          waitMs: waitOf(header.Prefer),
          admit: admit(connection.id),
        }),
      );
    } catch (error) {
      // Whatever does not know better was refused on the way down, before the upstream could change anything.
      const known = error instanceof Problem && error.code !== 'operation-in-progress';
      throw known ? error.with({ outcome: 'not_applied' }) : error;
    }
  };
}

function callOf(
  { path, header, body }: UnifiedRequest,
  query: UnifiedCall['query'],
  page: UnifiedCall['page'],
  includeRaw: boolean,
): UnifiedCall {
  const { connection: _configured, ...names } = path;
  const actingSession = { token: header['Orgway-Acting-Session'], jwt: header['Orgway-Acting-Session-JWT'] };
  return { path: names, query, body, page, includeRaw, actingSession };
}

/** Milliseconds of `Prefer: wait=10`. */
const waitOf = (prefer: string | undefined): number | undefined =>
  prefer === undefined ? undefined : Number(prefer.replace('wait=', '')) * 1_000;

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
