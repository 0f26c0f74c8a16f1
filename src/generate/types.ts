import type { OpenAPIV3_1 } from 'openapi-types';
import openapiTS, { astToString } from 'openapi-typescript';
import { operationsOf } from '../contract/document.ts';

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
  return `${astToString(ast)}\n${writesOf(document as OpenAPIV3_1.Document)}`;
}

/** The names of the operations that change something, so that the compiler can demand an entry for each. */
function writesOf(document: OpenAPIV3_1.Document): string {
  const writes = [...operationsOf(document).values()].filter(({ effect }) => effect === 'write').map(({ id }) => id);
  return `export type WriteOperationId = ${writes.map((id) => `'${id}'`).join(' | ') || 'never'};\n`;
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
