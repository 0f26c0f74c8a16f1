import { isNode, type Node } from './structure.ts';
import { targetOf } from './upgrade.ts';

/**
 * Every schema that a value of the given one has to meet as a whole: itself, what it refers to and what its `allOf` has,
 * and theirs in turn, each once.
 */
export function composition(document: Node, schema: unknown): readonly Node[] {
  const found = new Set<Node>();
  const add = (node: unknown): void => {
    if (!isNode(node) || found.has(node)) return;
    found.add(node);
    if (typeof node.$ref === 'string') add(targetOf(document, node.$ref));
    if (Array.isArray(node.allOf)) for (const part of node.allOf) add(part);
  };
  add(schema);
  return [...found];
}

/** The property schemas of that name in a composition. */
export const propertiesNamed = (parts: readonly Node[], name: string): readonly unknown[] =>
  parts.flatMap(({ properties }) => (isNode(properties) && Object.hasOwn(properties, name) ? [properties[name]] : []));

/** Whether a schema refuses the properties it does not know. */
export const isClosed = ({ additionalProperties, unevaluatedProperties }: Node): boolean =>
  additionalProperties === false || unevaluatedProperties === false;
