import type { components } from '../generated/types/orgway.ts';
import { Problem } from '../problem/problem.ts';
import type { Gateway } from './gateway.ts';
import type { UnifiedRequest } from './unified-request.ts';

type Schemas = components['schemas'];

const usualPageSize = 20;

/** One page of the journal, newest first. Throws `Problem`. */
export async function listOperations(gateway: Gateway, { query }: UnifiedRequest): Promise<Schemas['OperationList']> {
  const { pageSize, pageToken, ...filter } = query;
  const bound = ['listOperations', Object.entries({ ...filter, pageSize }).sort()];
  const before = typeof pageToken === 'string' ? Number(gateway.pageTokens.open(pageToken, bound)) : undefined;
  const size = typeof pageSize === 'number' ? pageSize : usualPageSize;
  const { operations, next } = await gateway.records.list(filter, { size, before });
  return {
    operations,
    ...(next === undefined ? {} : { nextPageToken: gateway.pageTokens.seal(String(next), bound) }),
  };
}

/** One record of the journal. Throws `not-found`. */
export async function operationOf(gateway: Gateway, id: string | undefined): Promise<Schemas['Operation']> {
  const found = await gateway.records.get(id ?? '');
  if (found !== undefined) return found;
  throw new Problem('not-found', { detail: 'GET /v1/operations lists the operations there are.' });
}
