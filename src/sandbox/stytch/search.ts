import { Refused } from './answers.ts';
import { type Body, field, isObject, isTexts, text } from './body.ts';
import type { ErrorType } from './error-types.ts';

type Test<Item> = (item: Item) => boolean;

/** One filter that operands may name. */
export type Filter<Item> =
  | { readonly expects: 'strings'; compile(values: readonly string[]): Test<Item> }
  | { readonly expects: 'string'; compile(value: string): Test<Item> }
  | { readonly expects: 'boolean'; compile(value: boolean): Test<Item> }
  | { readonly expects: 'fuzzy'; readonly tooShort: ErrorType; texts(item: Item): readonly string[] };

/** The filters of one search endpoint; `subject` begins the names of its error types. */
export interface Filters<Item> {
  readonly subject: 'organization' | 'member';
  readonly filters: Readonly<Record<string, Filter<Item>>>;
}

/** What a search asks for. */
export interface Search<Item> {
  matches: Test<Item>;
  readonly limit: number;
  /** Sequence number of the last item of the page before. */
  readonly after: number;
}

/** Reads `query`, `limit` and `cursor` of a search request. */
export function readSearch<Item>(body: Body, filters: Filters<Item>): Search<Item> {
  return { matches: readQuery(body, filters), limit: readLimit(body), after: readCursor(body) };
}

/**
 * One page of the items, which come in the order of creation (inferred: the facts know no sort parameter and no order).
 * The cursor names the last item rather than a position, so that deletions between two pages skip nothing.
 */
export function page<Item extends { readonly sequence: number }>(
  items: readonly Item[],
  { matches, limit, after }: Search<Item>,
  totalsDisabled: boolean,
): { items: Item[]; results_metadata: { total: number; next_cursor: string | null } } {
  const found = items.filter(matches);
  const rest = found.filter(({ sequence }) => sequence > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown,
    results_metadata: {
      total: totalsDisabled ? -1 : found.length,
      next_cursor: rest.length > limit && last !== undefined ? cursorAfter(last.sequence) : null,
    },
  };
}

function cursorAfter(sequence: number): string {
  return Buffer.from(`after:${sequence}`).toString('base64url');
}

function readCursor(body: Body): number {
  const cursor = text(body, 'cursor') ?? '';
  if (cursor === '') return 0;
  const sequence = /^after:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (sequence === undefined) throw new Refused('user_search_invalid_cursor');
  return Number(sequence);
}

function readLimit(body: Body): number {
  const limit = field(body, 'limit') ?? 100;
  if (typeof limit !== 'number' || !Number.isInteger(limit)) throw new Refused('bad_request');
  if (limit < 0 || limit > 1000) throw new Refused('user_search_invalid_limit');
  // inferred: 0 cannot be told from a missing limit.
  return limit === 0 ? 100 : limit;
}

function readQuery<Item>(body: Body, filters: Filters<Item>): Test<Item> {
  const query = field(body, 'query');
  if (query === undefined) return () => true;
  if (!isObject(query)) throw new Refused('bad_request');
  const operator = field(query, 'operator');
  if (typeof operator !== 'string' || !/^(and|or)$/i.test(operator)) throw new Refused('user_search_invalid_operator');
  const operands = field(query, 'operands') ?? [];
  if (!Array.isArray(operands)) throw new Refused('bad_request');
  const tests = operands.map((operand: unknown) => readOperand(operand, filters));
  if (tests.length === 0) return () => true;
  return operator.toUpperCase() === 'AND'
    ? (item) => tests.every((test) => test(item))
    : (item) => tests.some((test) => test(item));
}

function readOperand<Item>(operand: unknown, { subject, filters }: Filters<Item>): Test<Item> {
  if (!isObject(operand)) throw new Refused('bad_request');
  const name = field(operand, 'filter_name');
  if (name === undefined) throw new Refused(`${subject}_search_missing_filter_name`);
  if (typeof name !== 'string') throw new Refused(`${subject}_search_filter_name_must_be_string`);
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
  if (filter === undefined) throw new Refused(`${subject}_search_filter_name_not_recognized`);
  const value = field(operand, 'filter_value');
  if (value === undefined) throw new Refused(`${subject}_search_missing_filter_value`);
  if (filter.expects === 'strings') {
    if (!isTexts(value)) throw new Refused(`${subject}_search_expected_array_of_strings`);
    return filter.compile(value);
  }
  if (filter.expects === 'boolean') {
    if (typeof value !== 'boolean') throw new Refused(`${subject}_search_expected_boolean`);
    return filter.compile(value);
  }
  if (typeof value !== 'string') throw new Refused(`${subject}_search_expected_string`);
  if (filter.expects === 'string') return filter.compile(value);
  if ([...value].length < 3) throw new Refused(filter.tooShort);
  const part = value.toLowerCase();
  return (item) => filter.texts(item).some((candidate) => candidate.toLowerCase().includes(part));
}

/** A filter over an array of strings that an item passes when one of its texts is in the array, in any case. */
export function anyOf<Item>(
  texts: (item: Item) => readonly string[],
  check: (value: string) => void = () => {},
): Filter<Item> {
  return {
    expects: 'strings',
    compile(values) {
      for (const value of values) check(value);
      const wanted = new Set(values.map((value) => value.toLowerCase()));
      return (item) => texts(item).some((candidate) => wanted.has(candidate.toLowerCase()));
    },
  };
}

/** A filter over an array of strings that an item passes when its text is in the array exactly. */
export function oneOf<Item>(textOf: (item: Item) => string): Filter<Item> {
  return {
    expects: 'strings',
    compile(values) {
      const wanted = new Set(values);
      return (item) => wanted.has(textOf(item));
    },
  };
}
