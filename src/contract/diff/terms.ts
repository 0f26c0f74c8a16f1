import { isAnnotation } from '../description/annotations.ts';
import { isNode, type Node } from '../description/structure.ts';
import type { Source } from './source.ts';

/** Schemas that apply together. What each says through `$ref`, `allOf`, `oneOf` and `anyOf` is in other terms or members. */
export type Term = readonly Node[];

/** More alternatives than anybody writes on purpose: the ones of a further group are then left aside. */
const mostAlternatives = 512;

/** The schemas `true` and `false`. The latter takes a value of no type. */
const anything: Node = {};
const nothing: Node = { type: [] };

/** What stands for a schema: a node, `true`, `false` or nothing at all. */
export const schemaNode = (given: unknown): Node => (given === false ? nothing : isNode(given) ? given : anything);

export const schemaNodes = (given: unknown): readonly Node[] => (Array.isArray(given) ? given.map(schemaNode) : []);

/** Keywords of which the terms themselves take account, and those that only name or choose. */
const structure = new Set([
  ...['$ref', 'allOf', 'anyOf', 'oneOf', 'discriminator', '$defs', 'definitions', '$id', '$schema', '$anchor'],
  ...['contentEncoding', 'contentMediaType', 'contentSchema'],
]);
/** Annotations that are compared all the same. */
const compared = new Set(['default', 'readOnly', 'writeOnly', 'x-extensible-enum']);

const saysSomething = (node: Node): boolean =>
  Object.keys(node).some((key) => compared.has(key) || !(structure.has(key) || isAnnotation(key)));

/**
 * Composes the function that tells what schemas that apply together leave open: one term for each alternative. So a schema
 * reads the same whether it is named, written in place, split by `allOf` or chosen by `oneOf`. `oneOf` counts as `anyOf`:
 * that alternatives exclude each other is what they say themselves.
 */
export function termsIn(source: Source): (schemas: readonly Node[]) => readonly Term[] {
  const known = new Map<Node, readonly Term[]>();
  const open = new Set<Node>();
  const ofSchema = (schema: Node): readonly Term[] => {
    const found = known.get(schema);
    if (found !== undefined) return found;
    // A schema that is a part of itself says nothing more by that.
    if (open.has(schema)) return [[]];
    open.add(schema);
    const referred = typeof schema.$ref === 'string' ? [source.followed(schema)] : [];
    const terms = [
      [saysSomething(schema) ? [schema] : []],
      ...[...referred, ...schemaNodes(schema.allOf)].map(ofSchema),
      ...[schema.oneOf, schema.anyOf]
        .map(schemaNodes)
        .filter((group) => group.length > 0)
        .map((group) => group.flatMap(ofSchema)),
    ].reduce(product);
    open.delete(schema);
    known.set(schema, terms);
    return terms;
  };
  return (schemas) => schemas.map(ofSchema).reduce(product, [[]]);
}

function product(some: readonly Term[], others: readonly Term[]): readonly Term[] {
  if (some.length * others.length > mostAlternatives) return some;
  return some.flatMap((one) => others.map((other) => (other.length === 0 ? one : [...new Set([...one, ...other])])));
}
