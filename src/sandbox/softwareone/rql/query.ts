import { type Expression, QueryMistake } from './expression.ts';
import { parseFilter } from './parse.ts';
import { readSelection, type Selection } from './select.ts';

/** A list request, read from the raw query string. */
export interface ListQuery {
  readonly limit: number;
  readonly offset: number;
  readonly order: string;
  readonly select: Selection;
  readonly where?: Expression;
}

const defaultLimit = 10;
const maximalLimit = 100;
const control = /^(limit|offset|order|select)=(.*)$/s;

/** Reads paging, order, projection and filter of a list. Throws a `QueryMistake`. */
export function readListQuery(rawQuery: string): ListQuery {
  const { controls, filter } = read(rawQuery);
  return {
    limit: Math.min(count('limit', controls.get('limit'), defaultLimit), maximalLimit),
    offset: count('offset', controls.get('offset'), 0),
    order: controls.get('order') ?? '',
    select: readSelection(controls.get('select') ?? ''),
    ...(filter === '' ? {} : { where: parseFilter(filter) }),
  };
}

/** Reads the projection of a single resource; everything else in its query is ignored. Throws a `QueryMistake`. */
export function readSelect(rawQuery: string): Selection {
  return readSelection(read(rawQuery).controls.get('select') ?? '');
}

/**
 * The filter is whatever is left of the query string when the controls are taken out, for it is written
 * into the query bare and not as a parameter's value.
 */
function read(rawQuery: string): { controls: ReadonlyMap<string, string>; filter: string } {
  const controls = new Map<string, string>();
  const filters: string[] = [];
  for (const segment of split(decode(rawQuery))) {
    const [, name, value] = control.exec(segment) ?? [];
    if (name !== undefined && value !== undefined) {
      if (!controls.has(name)) controls.set(name, value);
    } else if (segment !== '' && segment !== 'render()') {
      filters.push(segment);
    }
  }
  return { controls, filter: filters.join('&') };
}

/** Percent-decoding only. A plus stays a plus: it is a sign in `select` and `order`, and itself in a value. */
function decode(rawQuery: string): string {
  try {
    return decodeURIComponent(rawQuery);
  } catch {
    throw new QueryMistake('query', 'The query string is not properly encoded.');
  }
}

/** Splits at ampersands, but not inside quotations and parentheses. */
function split(query: string): string[] {
  const segments: string[] = [];
  let [from, depth, quote] = [0, 0, ''];
  for (let at = 0; at < query.length; at += 1) {
    const character = query.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '&' && depth === 0) {
      segments.push(query.slice(from, at));
      from = at + 1;
    }
  }
  return [...segments, query.slice(from)];
}

function count(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new QueryMistake(name, `The value '${text}' is not valid.`);
  return Number(text);
}
