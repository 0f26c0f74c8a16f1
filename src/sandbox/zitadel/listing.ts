import { always, message } from './decoding.ts';
import { message as encode, timestamp, uint64 } from './encoding.ts';
import { choice } from './enums.ts';
import { refusal } from './errors.ts';
import { bool, unsigned } from './scalars.ts';
import type { ZitadelState } from './state.ts';

const defaultLimit = 100;
const greatestLimit = 1000;

/** The paging part of every list request; it is called `query` or `pagination`. */
export const paging = always(message('ListQuery', { offset: unsigned(64), limit: unsigned(32), asc: bool }));

/** Which page is asked for, in which order. */
export type Paging = ReturnType<typeof paging.parse>;

/** One page of a list. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly total: number;
  readonly limit: number;
}

/** Sorts by `key` (text without regard to case), descending unless asked otherwise, and cuts out the page. */
export function page<T>(
  rows: readonly T[],
  { offset, limit: asked, asc }: Paging,
  key: (row: T) => string | number | undefined,
): Page<T> {
  if (asked > greatestLimit) throw refusal('QUERY-4M0fs');
  const limit = asked === 0 ? defaultLimit : asked;
  const keyed = rows.map((row) => ({ row, key: foldCase(key(row)) }));
  keyed.sort((left, right) => (asc ? compare(left.key, right.key) : compare(right.key, left.key)));
  const cut = keyed.slice(offset, offset + limit).map(({ row }) => row);
  // the vendor counts in the rows themselves, so that a page without rows knows no total
  return { rows: cut, total: cut.length === 0 ? 0 : rows.length, limit };
}

function foldCase(key: string | number | undefined): string | number | undefined {
  return typeof key === 'string' ? key.toLowerCase() : key;
}

/** A missing key counts as the greatest, like NULL in the vendor's database. */
function compare(left: string | number | undefined, right: string | number | undefined): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return left < right ? -1 : 1;
}

/**
 * A list answer. The vendor never fills `sortingColumn` (its list handlers leave it out), nor the legacy `processedSequence`;
 * v1 calls the time of the projection `viewTimestamp`, v2 `timestamp`.
 */
export function listAnswer<T>(
  view: ZitadelState,
  { rows, total }: Page<T>,
  time: 'viewTimestamp' | 'timestamp',
  show: (row: T) => object,
): object {
  const details = encode({ totalResult: uint64(total), [time]: timestamp(view.latestEvent) });
  return encode({ details, result: rows.map(show) });
}

const methods = [
  'EQUALS',
  'EQUALS_IGNORE_CASE',
  'STARTS_WITH',
  'STARTS_WITH_IGNORE_CASE',
  'CONTAINS',
  'CONTAINS_IGNORE_CASE',
  'ENDS_WITH',
  'ENDS_WITH_IGNORE_CASE',
] as const;

const [equals, ...otherMethods] = methods;

/** The enum of ways to compare a text; the newer messages call it a filter instead of a query. */
export function textMethod(kind: 'QUERY' | 'FILTER' = 'QUERY') {
  return choice<string>([
    `TEXT_${kind}_METHOD_${equals}`,
    ...otherMethods.map((method) => `TEXT_${kind}_METHOD_${method}`),
  ]);
}

/** Whether a text compares to the wanted one in the given way. */
export function textMatches(actual: string, wanted: string, method: string): boolean {
  const [left, right] = method.endsWith('_IGNORE_CASE')
    ? [actual.toLowerCase(), wanted.toLowerCase()]
    : [actual, wanted];
  if (method.includes('_STARTS_WITH')) return left.startsWith(right);
  if (method.includes('_ENDS_WITH')) return left.endsWith(right);
  return method.includes('_CONTAINS') ? left.includes(right) : left === right;
}
