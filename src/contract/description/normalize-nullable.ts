import { isAnnotation } from './annotations.ts';
import { isNode, type Node } from './structure.ts';

/** Keywords that can refuse null although the schema names no type. */
const compositions = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'const'];

/**
 * A schema without `nullable`, accepting null where it was true.
 *
 * Read strictly, OpenAPI 3.0 gives `nullable` no effect without a `type` beside it, with `$ref` or `allOf` beside it, or
 * with an `enum` that does not list null. Whoever writes it means that null occurs, and so do the generators that write
 * it: null is accepted in all of these cases, in both directions. Without anything beside it that could refuse null,
 * nothing needs to be said.
 */
export function withoutNullable(schema: Node): Node {
  if (!('nullable' in schema)) return schema;
  const { nullable, ...rest } = schema;
  if (nullable !== true) return rest;
  if (compositions.some((keyword) => keyword in rest)) return orNull(rest);
  const { type, enum: members } = rest;
  return {
    ...rest,
    ...(type === undefined ? {} : { type: withNull(Array.isArray(type) ? type : [type], 'null') }),
    ...(Array.isArray(members) ? { enum: withNull(members, null) } : {}),
  };
}

const withNull = (list: readonly unknown[], member: unknown): readonly unknown[] =>
  list.includes(member) ? list : [...list, member];

/** What is said about the value stays outside, so that it holds for null too. */
function orNull(schema: Node): Node {
  const said = Object.entries(schema).filter(([key]) => isAnnotation(key));
  const demanded = Object.entries(schema).filter(([key]) => !isAnnotation(key));
  return { ...Object.fromEntries(said), anyOf: [...alternatives(Object.fromEntries(demanded)), { type: 'null' }] };
}

function alternatives(schema: Node): readonly unknown[] {
  const [only, ...others] = Object.entries(schema);
  if (only === undefined || others.length > 0 || !Array.isArray(only[1])) return [schema];
  const [keyword, parts] = only;
  // Of `oneOf` only one may match, and an alternative of its own may take null.
  if (keyword === 'anyOf') return parts;
  return keyword === 'allOf' && parts.length === 1 && isNode(parts[0]) ? parts : [schema];
}
