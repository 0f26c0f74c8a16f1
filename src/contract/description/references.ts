import type { RefusalReason } from './refused.ts';
import { below, isNode, type Kind, type Node } from './structure.ts';
import { targetOf } from './upgrade.ts';

/** Where reading begins: a place in words, and what is there. */
type Start = readonly [place: string, kind: Kind, node: unknown];

/** A reference that a reader comes across. */
interface Met {
  /** Where reading began that first led to it. */
  readonly place: string;
  /** What it has to lead to. */
  readonly kind: Kind;
}

/** Every reference that a reader comes across from the given places. */
export function reachable(document: Node, from: Iterable<Start>): ReadonlyMap<string, Met> {
  const met = new Map<string, Met>();
  const open: Start[] = [...from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [place, kind, node] = next;
    if (!isNode(node)) continue;
    const reference = node.$ref;
    if (typeof reference === 'string' && !met.has(reference)) {
      met.set(reference, { place, kind });
      open.push([place, kind, targetOf(document, reference)]);
    }
    for (const [of, each] of below(kind, node)) open.push([place, of, each]);
  }
  return met;
}

/** Why references that operations need cannot be followed; what only unused components refer to does not matter. */
export function lostReferences(given: object): readonly RefusalReason[] {
  const document = given as Node;
  return [...reachable(document, operationsIn(document))]
    .filter(
      ([reference]) => typeof targetOf(document, reference) !== 'object' && targetOf(document, reference) !== true,
    )
    .map(([reference, { place }]) => ({
      detail: reference.startsWith('#')
        ? `${place} refers to ${reference}, which the document does not have: add it or ask for a complete document.`
        : `${place} refers to ${reference}, outside of the document: bundle the files into one first, for example with "redocly bundle".`,
    }));
}

function operationsIn({ paths }: Node): readonly Start[] {
  return Object.entries(isNode(paths) ? paths : {}).flatMap(([path, item]): readonly Start[] => {
    if (!isNode(item) || typeof item.$ref === 'string') return [[path, 'pathItem', item]];
    return Object.entries(item).map(
      ([key, value]): Start =>
        key === 'parameters'
          ? [path, 'pathItem', { parameters: value }]
          : [`${key.toUpperCase()} ${path}`, 'operation', value],
    );
  });
}
