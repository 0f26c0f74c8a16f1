import { composition, isClosed } from './composition.ts';
import { isNode, type Node } from './structure.ts';

/** How a schema and its parts are to be closed. */
export interface Closing {
  /** Whether parts and alternatives leave closing to the whole. */
  readonly parts: boolean;
  /** Whether the whole is closed over everything that its parts and alternatives know. */
  readonly whole: boolean;
  /** Whether the schema's own `additionalProperties: false` stays as it is. */
  readonly own: boolean;
}

/**
 * Under JSON Schema `additionalProperties: false` sees only the `properties` beside it: a closed schema with an `allOf` of
 * closed parts, as generators write inheritance, refuses every complete value. What is meant is the union of the parts,
 * closed as a whole; that never refuses what the schema as written accepts. `part`: the schema is itself such a part.
 */
export function closingOf(document: Node, schema: Node, part: boolean): Closing {
  const allOf = Array.isArray(schema.allOf) ? schema.allOf.map((each) => composition(document, each)) : [];
  const contributing = allOf.filter((parts) => parts.some(contributes)).length + (contributes(schema) ? 1 : 0);
  const closed = isClosed(schema) || allOf.some((parts) => parts.some(isClosed));
  if (part) return { parts: true, whole: false, own: false };
  if (closed && allOf.length > 0 && contributing > 1) return { parts: true, whole: true, own: false };
  if (isClosed(schema) && alternativesKnowMore(document, schema)) return { parts: true, whole: true, own: false };
  return { parts: false, whole: false, own: true };
}

const contributes = (schema: Node): boolean =>
  isClosed(schema) || ['properties', 'patternProperties', 'anyOf', 'oneOf'].some((keyword) => keyword in schema);

/** `additionalProperties: false` does not see the properties of alternatives either. */
function alternativesKnowMore(document: Node, { properties, anyOf, oneOf }: Node): boolean {
  const own = isNode(properties) ? properties : {};
  return [anyOf, oneOf]
    .flatMap((alternatives) => (Array.isArray(alternatives) ? alternatives : []))
    .flatMap((each) => composition(document, each))
    .flatMap((each) => Object.keys(isNode(each.properties) ? each.properties : {}))
    .some((name) => !Object.hasOwn(own, name));
}
