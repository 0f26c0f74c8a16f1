import { unescaped } from '../../../src/contract/violation.ts';

/** One step of an edit: where, as a JSON pointer into the document, and what to do there. */
export type Step =
  /** Puts a value in place of another, or where none was. */
  | { readonly set: string; readonly to: unknown }
  | { readonly remove: string }
  /** Gives the property another name, keeping its position. */
  | { readonly rename: string; readonly to: string }
  /** Adds a value at the end of a list. */
  | { readonly add: string; readonly value: unknown };

interface Tree {
  [name: string]: unknown;
}

/** Applies the steps to the document in place. Throws where a step finds no such place, so that none passes by changing nothing. */
export function applySteps(document: object, steps: readonly Step[]): void {
  for (const step of steps) applyStep(document as Tree, step);
}

function applyStep(document: Tree, step: Step): void {
  if ('add' in step) {
    const list = at(document, segments(step.add));
    if (!Array.isArray(list)) throw new Error(`The document has no list at ${step.add}`);
    list.push(structuredClone(step.value));
    return;
  }
  const pointer = 'set' in step ? step.set : 'remove' in step ? step.remove : step.rename;
  const path = segments(pointer);
  const last = path.at(-1) ?? '';
  const parent = at(document, path.slice(0, -1));
  if (typeof parent !== 'object' || parent === null) throw new Error(`The document has no place ${pointer}`);
  const tree = parent as Tree;
  if ('set' in step) {
    tree[last] = structuredClone(step.to);
    return;
  }
  if (!Object.hasOwn(tree, last)) throw new Error(`The document has nothing at ${pointer}`);
  if ('rename' in step) renameKey(tree, last, step.to);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete tree[last];
}

function renameKey(tree: Tree, from: string, to: string): void {
  const entries = Object.entries(tree);
  for (const [name] of entries) delete tree[name];
  for (const [name, value] of entries) tree[name === from ? to : name] = value;
}

const segments = (pointer: string): string[] => pointer.split('/').slice(1).map(unescaped);

/** What is there, following no references. */
function at(document: Tree, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (typeof node === 'object' && node !== null ? (node as Tree)[name] : undefined),
    document,
  );
}
