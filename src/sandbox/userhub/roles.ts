import type { Route } from '../emulator.ts';
import { type Orders, page } from './listing.ts';
import { readQuery } from './query.ts';
import { roleBody } from './rendering.ts';
import { paths, route, type UserHubExchange } from './routing.ts';
import type { RoleRecord, UserHubState } from './state.ts';

/** The tenant's roles; the API only lists them. */
export const roleRoutes: readonly Route<UserHubState>[] = [route('GET', paths.roles, list)];

// inferred: the documentation names no fields to order roles by; its sample suggests the oldest first.
const orders: Orders<RoleRecord> = {
  'createTime asc': ({ createTime }) => createTime,
  'createTime desc': ({ createTime }) => createTime,
  'displayName asc': ({ displayName }) => displayName.toLowerCase(),
};

function list({ request, view: state }: UserHubExchange): object {
  const query = readQuery(request, ['pageSize', 'pageToken', 'orderBy']);
  const { items, ...tokens } = page(state.roles, request, query, orders, 'createTime asc');
  return { roles: items.map(roleBody), ...tokens };
}
