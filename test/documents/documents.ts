import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

export const root = join(import.meta.dirname, '..', '..');

/** Any JSON object of a document. */
export type Node = Readonly<Record<string, unknown>>;

/** A node and the JSON pointer (`#/…`) of where it stands. */
export interface Located {
  readonly pointer: string;
  readonly node: Node;
}

export interface Document {
  /** `orgway`, or the provider's id. */
  readonly id: string;
  readonly path: string;
  readonly root: Node;
}

const document = (id: string, ...path: string[]): Document => ({
  id,
  path: join(root, 'openapi', ...path),
  root: parse(readFileSync(join(root, 'openapi', ...path), 'utf8'), { merge: true }),
});

export const unified = document('orgway', 'orgway.yaml');
export const upstreams: readonly Document[] = readdirSync(join(root, 'openapi', 'upstreams'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => document(basename(name, '.yaml'), 'upstreams', name));

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The named members of a node that are nodes. */
export const entriesOf = (value: unknown): readonly (readonly [string, Node])[] =>
  isNode(value) ? Object.entries(value).filter((entry): entry is [string, Node] => isNode(entry[1])) : [];

export const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Follows `$ref` until something stands there itself. */
export function resolved(document: Document, { pointer, node }: Located): Located {
  if (typeof node.$ref !== 'string') return { pointer, node };
  let found: unknown = document.root;
  for (const part of node.$ref.split('/').slice(1)) {
    found = isNode(found) ? found[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  if (!isNode(found)) throw new Error(`${document.id} ${pointer}: ${node.$ref} leads nowhere`);
  return resolved(document, { pointer: node.$ref, node: found });
}

/** The members of a node, each resolved. */
export const membersOf = (document: Document, { pointer, node }: Located, name: string): readonly [string, Located][] =>
  entriesOf(node[name]).map(([key, value]) => [
    key,
    resolved(document, { pointer: `${pointer}/${name}/${escaped(key)}`, node: value }),
  ]);
