import { createHash } from 'node:crypto';
import type { EmulatorRequest } from '../emulator.ts';
import { invalid } from './errors.ts';
import { pageSize, type Query } from './query.ts';

/** What a list can be ordered by: the key of an item by the way it is asked for, for instance `createTime desc`. */
export type Orders<Item> = Readonly<Record<string, (item: Item) => string | undefined>>;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly nextPageToken?: string;
  /** Absent on the first page and `''` when the previous one is the first. */
  readonly previousPageToken?: string;
}

/** An item's place in the order: its keys, and its sequence number to tell equal ones apart. */
type Place = readonly [...keys: string[], sequence: number];

/**
 * Cuts the asked page out of all items that passed the filters.
 * A token holds the place of the item before its page, so that pages stay whole while items come and go,
 * and a fingerprint of the parameters, which must not change between pages.
 */
export function page<Item extends { readonly sequence: number }>(
  items: readonly Item[],
  request: EmulatorRequest,
  query: Query,
  orders: Orders<Item>,
  defaultOrder: string,
): Page<Item> {
  const size = pageSize(query);
  const terms = readOrder(query.get('orderBy') ?? defaultOrder, orders);
  const keys = terms.map((term) => orders[term]);
  const directions = terms.map((term) => (term.endsWith(' desc') ? -1 : 1));
  const fingerprint = fingerprintOf(request, query, size);
  const after = readToken(query.get('pageToken'), fingerprint, keys.length);
  const placed = items
    .map((item) => ({ item, place: [...keys.map((key) => key?.(item) ?? ''), item.sequence] as Place }))
    .sort((one, other) => compare(one.place, other.place, directions));
  const found = after === undefined ? 0 : placed.findIndex(({ place }) => compare(place, after, directions) > 0);
  const start = found < 0 ? placed.length : found;
  const tokenFor = (index: number) => writeToken(placed[index - 1]?.place, fingerprint);
  return {
    items: placed.slice(start, start + size).map(({ item }) => item),
    ...(start + size < placed.length ? { nextPageToken: tokenFor(start + size) } : {}),
    ...(start > 0 ? { previousPageToken: start > size ? tokenFor(start - size) : '' } : {}),
  };
}

/** The terms of `orderBy` in the spelling of `orders`; without a direction a field ascends. */
function readOrder<Item>(orderBy: string, orders: Orders<Item>): string[] {
  return orderBy.split(',').map((given) => {
    const [field = '', direction = 'asc', ...rest] = given.trim().split(/\s+/);
    const term = `${field} ${direction}`;
    if (rest.length > 0 || !Object.hasOwn(orders, term)) {
      throw invalid('orderBy', `Cannot order by "${given.trim()}"; use ${Object.keys(orders).join(', ')}`);
    }
    return term;
  });
}

function compare(one: Place, other: Place, directions: readonly number[]): number {
  // Called for every pair that the sort looks at, hence a plain loop.
  for (let index = 0; index < one.length; index += 1) {
    const key = one[index] ?? '';
    const otherKey = other[index] ?? '';
    // The sequence number follows the last key's direction.
    const direction = directions[index] ?? directions.at(-1) ?? 1;
    if (key !== otherKey) return key < otherKey ? -direction : direction;
  }
  return 0;
}

function fingerprintOf(request: EmulatorRequest, query: Query, size: number): string {
  const parameters = [...query].filter(([name]) => name !== 'pageToken' && name !== 'pageSize').sort();
  const bound = JSON.stringify([request.path, size, parameters]);
  return createHash('sha256').update(bound).digest('base64url').slice(0, 16);
}

function writeToken(place: Place | undefined, fingerprint: string): string {
  return Buffer.from(JSON.stringify([fingerprint, place])).toString('base64url');
}

function readToken(token: string | undefined, fingerprint: string, keys: number): Place | undefined {
  if (token === undefined) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw invalid('pageToken', 'The page token is not valid');
  }
  const [bound, place] = Array.isArray(read) ? read : [];
  if (!Array.isArray(place) || place.length !== keys + 1) throw invalid('pageToken', 'The page token is not valid');
  if (bound !== fingerprint) {
    throw invalid('pageToken', 'The parameters differ from those of the call that gave this page token');
  }
  return place as unknown as Place;
}
