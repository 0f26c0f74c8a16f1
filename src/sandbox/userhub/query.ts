import type { EmulatorRequest } from '../emulator.ts';
import { invalid } from './errors.ts';

/** The query parameters of a request that carry a value; `""` is as good as absent. */
export type Query = ReadonlyMap<string, string>;

/** Reads the query. inferred: unknown and repeated parameters are refused, like unknown fields. */
export function readQuery(request: EmulatorRequest, known: readonly string[]): Query {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(request.rawQuery)) {
    if (!known.includes(name)) throw invalid(name, `Unknown query parameter: ${name}`);
    if (query.has(name)) throw invalid(name, `${name} must be given once only`);
    if (value !== '') query.set(name, value);
  }
  return query;
}

/** A boolean parameter; absent means false. */
export function queryFlag(query: Query, name: string): boolean {
  const value = query.get(name) ?? 'false';
  if (value !== 'true' && value !== 'false') throw invalid(name, `${name} must be true or false`);
  return value === 'true';
}

/** How many items a page holds: 20 unless told, never more than 100. */
export function pageSize(query: Query): number {
  const given = query.get('pageSize') ?? '0';
  const size = Number(given);
  if (!/^[+-]?\d+$/.test(given) || size < 0 || size > 2_147_483_647) {
    throw invalid('pageSize', 'pageSize must be a non-negative 32-bit integer');
  }
  return size === 0 ? 20 : Math.min(size, 100);
}

/** A test for a text filter: equal but for case, or equal in its beginning when the filter ends in `*`. */
export function textFilter(query: Query, name: string): (value: string | undefined) => boolean {
  const filter = query.get(name);
  if (filter === undefined) return () => true;
  const wanted = filter.toLowerCase();
  if (!filter.endsWith('*')) return (value) => value?.toLowerCase() === wanted;
  const prefix = wanted.slice(0, -1);
  if ([...prefix].length < 3) throw invalid(name, `${name} needs at least 3 characters before the *`);
  return (value) => value?.toLowerCase().startsWith(prefix) === true;
}
