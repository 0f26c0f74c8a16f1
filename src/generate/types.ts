import openapiTS, { astToString } from 'openapi-typescript';

/**
 * TypeScript types of one document. Open enumerations (`x-extensible-enum`) become closed unions here, so that enum maps
 * must be total; the validators leave them open.
 */
export async function typesOf(document: object): Promise<string> {
  const ast = await openapiTS(closed(structuredClone(document)) as never, {
    alphabetize: false,
    defaultNonNullable: false,
    emptyObjectsUnknown: false,
    immutable: true,
  });
  return astToString(ast);
}

function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const { 'x-extensible-enum': members, ...rest } = node as Record<string, unknown>;
  const copy = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)]));
  if (!Array.isArray(members)) return copy;
  const nullable = Array.isArray(copy.type) && copy.type.includes('null');
  return { ...copy, enum: nullable ? [...members, null] : members };
}
