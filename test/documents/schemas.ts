import {
  type Document,
  entriesOf,
  escaped,
  isNode,
  type Located,
  membersOf,
  type Node,
  resolved,
} from './documents.ts';
import { mediaOf, type Operation, operationsOf } from './operations.ts';

const single = [
  ...['items', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'not', 'if', 'then', 'else'],
  ...['contains', 'propertyNames'],
];
const listed = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const named = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];

/** The schemas that stand right inside a schema. */
function childrenOf({ pointer, node }: Located): readonly Located[] {
  const at = (name: string, value: unknown): readonly Located[] =>
    isNode(value) ? [{ pointer: `${pointer}/${name}`, node: value }] : [];
  return [
    ...single.flatMap((name) => at(name, node[name])),
    ...listed.flatMap((name) => listOf(node[name]).flatMap((each, index) => at(`${name}/${index}`, each))),
    ...named.flatMap((name) => entriesOf(node[name]).flatMap(([key, each]) => at(`${name}/${escaped(key)}`, each))),
  ];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A schema and everything written inside it; references are not followed. */
export function* within(schema: Located): Generator<Located> {
  yield schema;
  for (const child of childrenOf(schema)) yield* within(child);
}

/** Every schema that values of the given schemas can meet, each once. */
export function reachable(document: Document, schemas: readonly Located[]): readonly Located[] {
  const found = new Map<string, Located>();
  const visit = (schema: Located): void => {
    if (found.has(schema.pointer)) return;
    found.set(schema.pointer, schema);
    if (typeof schema.node.$ref === 'string') visit(resolved(document, schema));
    childrenOf(schema).forEach(visit);
  };
  schemas.forEach(visit);
  return [...found.values()];
}

/** The schema written at a media type, a parameter or a header. */
export const schemaAt = ({ pointer, node }: Located): readonly Located[] =>
  isNode(node.schema) ? [{ pointer: `${pointer}/schema`, node: node.schema }] : [];

export const requestSchemas = (document: Document, { body }: Operation): readonly Located[] =>
  mediaOf(document, body).flatMap(([, media]) => schemaAt(media));

/** Schemas of the responses whose status passes. */
export const responseSchemas = (
  document: Document,
  { responses }: Operation,
  statuses: (status: string) => boolean = () => true,
): readonly Located[] =>
  responses
    .filter(([status]) => statuses(status))
    .flatMap(([, response]) => mediaOf(document, response).flatMap(([, media]) => schemaAt(media)));

/** Every place outside components/schemas where a schema is written. */
export function schemaSites(document: Document): readonly Located[] {
  const components: Located = {
    pointer: '#/components',
    node: isNode(document.root.components) ? document.root.components : {},
  };
  const holders: Located[] = [
    ...['parameters', 'headers'].flatMap((name) => membersOf(document, components, name).map(([, each]) => each)),
    ...[...membersOf(document, components, 'responses'), ...membersOf(document, components, 'requestBodies')].flatMap(
      ([, each]) => [...mediaOf(document, each), ...membersOf(document, each, 'headers')].map(([, inner]) => inner),
    ),
    ...operationsOf(document).flatMap((operation) => [
      ...operation.parameters,
      ...mediaOf(document, operation.body).map(([, media]) => media),
      ...operation.responses.flatMap(([, response]) =>
        [...mediaOf(document, response), ...membersOf(document, response, 'headers')].map(([, inner]) => inner),
      ),
    ]),
  ];
  return unique(holders.flatMap(schemaAt));
}

const unique = (located: readonly Located[]): readonly Located[] => [
  ...new Map(located.map((each) => [each.pointer, each])).values(),
];

/** The named schemas of a document. */
export const namedSchemas = (document: Document): readonly (readonly [string, Located])[] =>
  entriesOf(isNode(document.root.components) ? document.root.components.schemas : undefined).map(([name, node]) => [
    name,
    { pointer: `#/components/schemas/${name}`, node },
  ]);

export const typesOf = ({ type }: Node): readonly unknown[] => (Array.isArray(type) ? type : [type]);

/** Whether a schema describes objects by itself, not through a reference. */
export const isObjectSchema = (node: Node): boolean =>
  typesOf(node).includes('object') || 'properties' in node || 'patternProperties' in node;

/** Where a document describes objects without giving them a name. */
export function anonymousObjects(document: Document): readonly string[] {
  const inside = namedSchemas(document).flatMap(([, schema]) => [...within(schema)].slice(1));
  return [...schemaSites(document).flatMap((schema) => [...within(schema)]), ...inside]
    .filter(({ node }) => isObjectSchema(node))
    .map(({ pointer }) => pointer);
}
