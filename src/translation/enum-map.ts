/**
 * A total map from every documented member of an upstream enumeration. A member that the document does not know yet maps
 * to `unknown`: new words at the upstream must never be an outage.
 */
export const enumMap =
  <From extends string, To extends string>(table: { readonly [Member in From]: To }) =>
  (value: From): To | 'unknown' =>
    Object.hasOwn(table, value) ? table[value] : 'unknown';
