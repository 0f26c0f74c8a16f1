import { type Document, isNode, type Located, resolved } from './documents.ts';
import { isObjectSchema, namedSchemas, schemaSites, within } from './schemas.ts';

/** Alternatives between several objects that no discriminator tells apart. An object or null is none. */
export function vagueUnions(document: Document): readonly string[] {
  const schemas = [...namedSchemas(document).map(([, schema]) => schema), ...schemaSites(document)];
  return schemas
    .flatMap((schema) => [...within(schema)])
    .filter((schema) => !('discriminator' in schema.node) && objectsIn(document, schema) > 1)
    .map(({ pointer }) => pointer);
}

function objectsIn(document: Document, { pointer, node }: Located): number {
  return [node.oneOf, node.anyOf]
    .flatMap((each): readonly unknown[] => (Array.isArray(each) ? each : []))
    .filter((each) => isNode(each) && isObjectSchema(resolved(document, { pointer, node: each }).node)).length;
}
