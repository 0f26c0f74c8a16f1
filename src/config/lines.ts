import { isMap, isNode, isPair, isScalar, isSeq, type LineCounter, type parseDocument } from 'yaml';

type Document = ReturnType<typeof parseDocument>;

/** Where the last of these nodes stands, each of which is inside the one before. */
export function pathOf(nodes: readonly unknown[]): string[] {
  return nodes.flatMap((node, at) => {
    if (isPair(node) && isScalar(node.key)) return [String(node.key.value)];
    return isSeq(node) ? [String(node.items.indexOf(nodes[at + 1]))] : [];
  });
}

/** The line of a value, or of the nearest thing around it that is written in the file. */
export function lineOf(document: Document, path: readonly string[], lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    const found = entryOf(node, name);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.value;
  }
  return lines.linePos(offset).line;
}

/** What a map has under a name, or a sequence at an index, and where it begins. */
function entryOf(
  node: unknown,
  name: string,
): { readonly value: unknown; readonly offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(name)];
    return isNode(value) ? { value, offset: value.range?.[0] } : undefined;
  }
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined;
  return pair && { value: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
}
