import { composition } from './composition.ts';
import { isNode, type Node } from './structure.ts';

export type Direction = 'request' | 'response';

/**
 * The properties that OpenAPI excuses from `required`: in requests those that are `readOnly`, in responses those that are
 * `writeOnly`. One that is sent all the same is tolerated and judged by its schema, since OpenAPI only says that it
 * SHOULD NOT be sent, and who writes back what was read sends it.
 */
export function excused(document: Node, schema: unknown, direction: Direction): readonly string[] {
  const flag = direction === 'request' ? 'readOnly' : 'writeOnly';
  const alternatives = composition(document, schema).flatMap((part) => [part, ...branches(document, part)]);
  const names = alternatives.flatMap(({ properties }) =>
    Object.entries(isNode(properties) ? properties : {})
      .filter(([, property]) => composition(document, property).some((part) => part[flag] === true))
      .map(([name]) => name),
  );
  return [...new Set(names)];
}

function branches(document: Node, { anyOf, oneOf }: Node): readonly Node[] {
  return [anyOf, oneOf].flatMap((alternatives) =>
    Array.isArray(alternatives) ? alternatives.flatMap((each) => composition(document, each)) : [],
  );
}

/** Whether a document tells the directions apart at all. */
export function tellsDirections(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (isNode(node) && (node.readOnly === true || node.writeOnly === true)) return true;
  return Object.values(node).some(tellsDirections);
}
