import { isNode, type Node } from '../description/structure.ts';
import { targetOf } from '../description/upgrade.ts';

/** One of the two documents of a comparison, with a name for each of its nodes. */
export interface Source {
  readonly document: Node;
  /** A name of the node that no node of either document shares. */
  idOf(node: object): string;
  /** What a node is or, when it is a reference, what that leads to. A reference that leads nowhere is an empty node. */
  followed(node: unknown): Node;
}

/** Composes a source; `side` tells the names of one document's nodes from those of the other. */
export function sourceOf(document: object, side: 'old' | 'new'): Source {
  const ids = new Map<object, string>();
  const followed = (given: unknown, behind: readonly unknown[] = []): Node => {
    if (!isNode(given) || behind.includes(given)) return nothingSaid;
    return typeof given.$ref === 'string'
      ? followed(targetOf(document as Node, given.$ref), [...behind, given])
      : given;
  };
  return {
    document: document as Node,
    idOf(node) {
      const id = ids.get(node) ?? `${side}${ids.size}`;
      ids.set(node, id);
      return id;
    },
    followed: (given) => followed(given),
  };
}

const nothingSaid: Node = {};
