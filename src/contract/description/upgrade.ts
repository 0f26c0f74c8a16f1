import { isAnnotation } from './annotations.ts';
import { withoutNullable } from './normalize-nullable.ts';
import { isNode, type Kind, type Node, rewritten } from './structure.ts';

/**
 * An OpenAPI 3.0 or 3.1 document with its schemas in JSON Schema 2020-12, as OpenAPI 3.1 has them: `nullable`, boolean
 * `exclusiveMinimum` and `exclusiveMaximum`, `example` in schemas and `type: file` are rewritten. A document that calls
 * itself 3.1 is read with the same eyes, since many a generator changed the version and left the keywords. What stands
 * beside a `$ref` is dropped in 3.0, as it says, except for annotations and `nullable`, which its authors mean.
 * Path items that are references become what they refer to; all other references stay.
 */
export function upgraded(given: Node): Node {
  const old = /^3(?:$|\.0)/.test(String(given.openapi));
  const change = (kind: Kind, node: Node): unknown =>
    kind === 'schema' ? upgradedSchema(old ? withoutIgnored(node) : node) : node;
  const document = rewritten('document', given, change) as Node;
  const paths = Object.entries(isNode(document.paths) ? document.paths : {});
  return {
    ...document,
    openapi: /^3\.1\.\d+$/.test(String(given.openapi)) ? given.openapi : '3.1.0',
    paths: Object.fromEntries(paths.map(([path, item]) => [path, inlined(document, item)])),
  };
}

/** OpenAPI 3.0 ignores what stands beside a reference. */
const withoutIgnored = (schema: Node): Node =>
  typeof schema.$ref === 'string'
    ? Object.fromEntries(
        Object.entries(schema).filter(([key]) => key === '$ref' || key === 'nullable' || isAnnotation(key)),
      )
    : schema;

function upgradedSchema(schema: Node): Node {
  return withoutNullable(withExamples(withBound(withBound(withoutFile(schema), 'minimum'), 'maximum')));
}

/** `type: file` of Swagger 2.0 survives in converted documents. */
const withoutFile = (schema: Node): Node =>
  schema.type === 'file' ? { ...schema, type: 'string', format: 'binary' } : schema;

function withExamples(schema: Node): Node {
  if (!('example' in schema)) return schema;
  const { example, ...rest } = schema;
  return Array.isArray(rest.examples) ? rest : { ...rest, examples: [example] };
}

/** In OpenAPI 3.0 the exclusive keyword is a flag that says how to read the other. */
function withBound(schema: Node, keyword: 'minimum' | 'maximum'): Node {
  const flag = keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  if (typeof schema[flag] !== 'boolean') return schema;
  const { [flag]: exclusive, [keyword]: bound, ...rest } = schema;
  if (bound === undefined) return rest;
  return { ...rest, [exclusive === true ? flag : keyword]: bound };
}

function inlined(document: Node, item: unknown): unknown {
  if (!isNode(item) || typeof item.$ref !== 'string') return item;
  const { $ref, ...beside } = item;
  const target = targetOf(document, item.$ref);
  return isNode(target) && target !== item ? { ...target, ...beside } : item;
}

/** What a reference within the document leads to; `undefined` when it leads nowhere or outside. */
export function targetOf(document: Node, reference: string): unknown {
  if (reference === '#') return document;
  if (!reference.startsWith('#/')) return undefined;
  let node: unknown = document;
  for (const segment of reference.slice(2).split('/')) {
    if (typeof node !== 'object' || node === null) return undefined;
    const name = nameOf(segment);
    if (!Object.hasOwn(node, name)) return undefined;
    node = (node as Node)[name];
  }
  return node;
}

/** References are URI fragments: percent-encoded JSON pointers. */
function nameOf(segment: string): string {
  const pointed = segment.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(pointed);
  } catch {
    return pointed;
  }
}
