import type { components } from '../generated/types/orgway.ts';
import { Problem } from '../problem/problem.ts';
import { demandPermission } from './access/authorization.ts';
import type { Gateway } from './gateway.ts';
import type { Granted } from './granted.ts';
import type { UnifiedRequest } from './unified-request.ts';

type Schemas = components['schemas'];

const usualPageSize = 20;

/** One page of the journal, newest first. Throws `Problem`. */
export async function listOperations(
  { records }: Gateway,
  { query }: UnifiedRequest,
  { pageTokens, scope }: Granted,
): Promise<Schemas['OperationList']> {
  const { pageSize, pageToken, ...filter } = query;
  const bound = ['listOperations', Object.entries({ ...filter, pageSize }).sort()];
  const before = typeof pageToken === 'string' ? Number(pageTokens.open(pageToken, bound)) : undefined;
  const size = typeof pageSize === 'number' ? pageSize : usualPageSize;
  const { operations, next } = await records.list(
    { ...filter, ...(scope === undefined ? {} : { connections: scope }) },
    { size, before },
  );
  return {
    operations,
    ...(next === undefined ? {} : { nextPageToken: pageTokens.seal(String(next), bound) }),
  };
}

/** One record of the journal. Throws `not-found`. */
export async function operationOf(
  { records }: Gateway,
  id: string | undefined,
  granted: Granted,
): Promise<Schemas['Operation']> {
  const found = await records.get(id ?? '', (connection) => granted.sees(connection));
  if (found !== undefined) return found;
  throw new Problem('not-found', { detail: 'GET /v1/operations lists the operations there are.' });
}

/**
 * Settles an operation now, and answers what is known then. As that may finish what was begun, the caller needs to be permitted
 * what was begun. Throws `Problem`.
 */
export async function reconcileOperation(
  gateway: Gateway,
  id: string | undefined,
  granted: Granted,
  permissionFor: (action: string) => string,
): Promise<Schemas['Operation']> {
  const { id: operation, action } = await operationOf(gateway, id, granted);
  demandPermission(granted.principal, permissionFor(action));
  await gateway.reconcile(operation);
  return operationOf(gateway, operation, granted);
}
