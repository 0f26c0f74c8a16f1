import type { NotDocumented } from './upstream-types.ts';

/**
 * A total map from every documented member of an upstream enumeration, and from nothing else. A member that the document does
 * not know yet maps to `unknown`: new words at the upstream must never be an outage.
 */
export const enumMap =
  <From extends string, To extends string>(table: { readonly [Member in From]: To }) =>
  <Value extends From>(value: Value & Whole<From, Value>): To | 'unknown' =>
    Object.hasOwn(table, value) ? table[value] : 'unknown';

/** Refuses a table with members that the enumeration does not have. */
type Whole<From, Value> = [From] extends [Value] ? unknown : NotDocumented<Exclude<From, Value>, Value>;
