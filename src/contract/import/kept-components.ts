import { reachable } from '../description/references.ts';
import { isNode, type Kind, type Node, rewritten } from '../description/structure.ts';
import { targetOf } from '../description/upgrade.ts';

/** The sections of `components`, by what they hold. */
const sections: Partial<Record<Kind, string>> = {
  schema: 'schemas',
  response: 'responses',
  parameter: 'parameters',
  requestBody: 'requestBodies',
  header: 'headers',
};

/**
 * A document with the components that it needs of another one, and no others, by name. What it refers to elsewhere in the
 * other, as some bundlers write it (`#/paths/…/schema`), becomes a component.
 */
export function keptComponents(document: Node, from: Node): Node {
  const kept = new Map<string, Map<string, unknown>>();
  const moved = new Map<string, string>();
  const keep = (section: string, name: string, value: unknown): void => {
    kept.set(section, (kept.get(section) ?? new Map()).set(name, value));
  };
  for (const [reference, { kind }] of needed(document, from)) {
    const [, section, segment] = /^#\/components\/([^/]+)\/([^/]+)/.exec(reference) ?? [];
    if (section !== undefined && segment !== undefined) {
      keep(section, nameOf(segment), targetOf(from, `#/components/${section}/${segment}`));
    } else if (reference.startsWith('#/')) {
      const name = reference.slice(2).replaceAll(/[^\w.-]+/g, '_');
      moved.set(reference, `#/components/${sections[kind] ?? 'schemas'}/${name}`);
      keep(sections[kind] ?? 'schemas', name, targetOf(from, reference));
    }
  }
  for (const name of schemesOf(document))
    keep('securitySchemes', name, targetOf(from, `#/components/securitySchemes/${name}`));
  const components = Object.fromEntries(
    [...kept].map(([section, named]) => [
      section,
      Object.fromEntries([...named].filter(([, value]) => value !== undefined).toSorted(byName)),
    ]),
  );
  const whole = { ...document, ...(kept.size === 0 ? {} : { components }) };
  return rewritten('document', whole, (kind, node) => relocated(withoutReferred(kind, node), moved)) as Node;
}

/** A reference into the middle of a component needs all of that component. */
function needed(document: Node, from: Node): ReadonlyMap<string, { readonly kind: Kind }> {
  const starts: (readonly [string, Kind, unknown])[] = [['', 'document', { paths: document.paths }]];
  for (;;) {
    const met = reachable(from, starts);
    const whole = [...met.keys()]
      .map((reference) => /^#\/components\/schemas\/[^/]+(?=\/)/.exec(reference)?.[0])
      .filter((reference) => reference !== undefined && !met.has(reference));
    if (whole.length === 0) return met;
    starts.push(...whole.map((reference) => ['', 'schema', { $ref: reference }] as const));
  }
}

/** The names of the security schemes that a document or its operations demand. */
function schemesOf(document: Node): ReadonlySet<string> {
  const items = Object.values(isNode(document.paths) ? document.paths : {}).filter(isNode);
  const demands = [document, ...items.flatMap((item) => Object.values(item).filter(isNode))].flatMap(({ security }) =>
    Array.isArray(security) ? security : [],
  );
  return new Set(demands.flatMap((demand) => (isNode(demand) ? Object.keys(demand) : [])));
}

function relocated(node: Node, moved: ReadonlyMap<string, string>): Node {
  const to = typeof node.$ref === 'string' ? moved.get(node.$ref) : undefined;
  return to === undefined ? node : { ...node, $ref: to };
}

/** Components that are examples or links are not kept: they describe, and lead to operations that are not there. */
function withoutReferred(kind: Kind, node: Node): Node {
  if (kind === 'schema') return node;
  const { links, examples, ...rest } = node;
  const own = Object.entries(isNode(examples) ? examples : {}).filter(([, each]) => !(isNode(each) && '$ref' in each));
  return { ...rest, ...(own.length === 0 ? {} : { examples: Object.fromEntries(own) }) };
}

const nameOf = (segment: string): string => decodeURIComponent(segment.replaceAll('~1', '/').replaceAll('~0', '~'));

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;
