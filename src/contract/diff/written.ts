import { isAnnotation } from '../description/annotations.ts';
import { isNode } from '../description/structure.ts';
import type { Source } from './source.ts';

/** Lists whose order means nothing. */
const unordered = new Set(['type', 'enum', 'required', 'allOf', 'anyOf', 'oneOf']);

/**
 * Composes the function that writes a node as text: the same text for the same meaning, whatever the order of its members,
 * its annotations and the names of what it refers to.
 */
export function writtenIn(source: Source): (node: unknown) => string {
  const write = (given: unknown, behind: readonly unknown[], sorted = false): string => {
    if (Array.isArray(given)) {
      const items = given.map((each) => write(each, behind));
      return `[${(sorted ? items.sort() : items).join(',')}]`;
    }
    if (!isNode(given)) return JSON.stringify(given) ?? 'null';
    if (behind.includes(given)) return `"^${behind.length - behind.indexOf(given)}"`;
    if (typeof given.$ref === 'string') return write(source.followed(given), [...behind, given]);
    const keys = Object.keys(given).filter((key) => !isAnnotation(key));
    const member = (key: string): string => write(given[key], [...behind, given], unordered.has(key));
    return `{${keys
      .sort()
      .map((key) => `${JSON.stringify(key)}:${member(key)}`)
      .join(',')}}`;
  };
  return (node) => write(node, []);
}
