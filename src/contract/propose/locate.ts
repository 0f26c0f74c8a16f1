import type { OpenAPIV3_1 } from 'openapi-types';
import { operationsOf } from '../document.ts';
import { unescaped } from '../violation.ts';

/** Where something stands in a document: the names on the way from its root. */
export type Path = readonly (string | number)[];

type Node = Readonly<Record<string, unknown>>;

export function nodeAt(document: object, path: Path): unknown {
  let node: unknown = document;
  for (const name of path) node = (node as Node | undefined)?.[name];
  return node;
}

export const objectAt = (document: object, path: Path): Node => {
  const node = nodeAt(document, path);
  return typeof node === 'object' && node !== null ? (node as Node) : {};
};

/** Where a reference leads, in the end; the path itself where there is none. */
export function followed(document: object, path: Path): Path {
  const { $ref } = objectAt(document, path);
  if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return path;
  return followed(document, $ref.slice(2).split('/').map(unescaped));
}

/** Where an operation's answers are described; undefined for an operation that the document does not have. */
export function responsesOf(document: object, upstreamOperation: string): Path | undefined {
  const found = operationsOf(document as OpenAPIV3_1.Document).get(upstreamOperation);
  return found && ['paths', found.path, found.method.toLowerCase(), 'responses'];
}

/** Where the schema of an answer's body stands; undefined where the document has none. */
export function bodyOf(document: object, upstreamOperation: string, status: number): Path | undefined {
  const responses = responsesOf(document, upstreamOperation);
  if (responses === undefined) return undefined;
  const response = followed(document, [...responses, String(status)]);
  const type = Object.keys(objectAt(document, [...response, 'content'])).find((each) => each.includes('json'));
  const path = type === undefined ? undefined : [...response, 'content', type, 'schema'];
  return path === undefined || nodeAt(document, path) === undefined ? undefined : path;
}

/** The schemas that stand for a place inside a body; references at the place itself are not followed yet. */
export function schemasAt(document: object, body: Path, pointer: string): readonly Path[] {
  let paths: readonly Path[] = [body];
  for (const segment of pointer.split('/').slice(1)) {
    paths = paths.flatMap((path) =>
      partsAt(document, path).flatMap((part) => inside(document, part, unescaped(segment))),
    );
  }
  return distinct(paths);
}

function inside(document: object, part: Path, name: string): readonly Path[] {
  const { properties = {}, items, additionalProperties } = objectAt(document, part);
  if (Object.hasOwn(properties as object, name)) return [[...part, 'properties', name]];
  if (name !== '*') return [];
  return [
    ...(typeof items === 'object' ? [[...part, 'items']] : []),
    ...(typeof additionalProperties === 'object' ? [[...part, 'additionalProperties']] : []),
  ];
}

/** A schema where it is written, and every schema that it is composed of. */
export function partsAt(document: object, path: Path, seen: readonly string[] = []): readonly Path[] {
  const at = followed(document, path);
  const key = JSON.stringify(at);
  if (seen.includes(key)) return [];
  const schema = objectAt(document, at);
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? schema[keyword].map((_, index) => [...at, keyword, index]) : [],
  );
  return distinct([at, ...parts.flatMap((each) => partsAt(document, each, [...seen, key]))]);
}

const distinct = (paths: readonly Path[]): readonly Path[] => [
  ...new Map(paths.map((path) => [JSON.stringify(path), path])).values(),
];

/** A place as JSONPath (RFC 9535). */
export const jsonPath = (path: Path): string =>
  path.reduce<string>((text, name) => {
    if (typeof name === 'number') return `${text}[${name}]`;
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `${text}.${name}`;
    return `${text}['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
  }, '$');
