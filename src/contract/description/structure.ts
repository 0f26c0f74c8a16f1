/** A node of a document, as parsed. */
export type Node = Readonly<Record<string, unknown>>;

/** What an object of an OpenAPI 3.1 document is, as far as schemas and references can be below it. */
export type Kind =
  | 'document'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'requestBody'
  | 'response'
  | 'mediaType'
  | 'encoding'
  | 'header'
  | 'callback'
  | 'schema';

/** Whether a field holds one object, a list or a map of them. */
type Held = 'one' | 'list' | 'map';

const holder = { schema: ['one', 'schema'], content: ['map', 'mediaType'] } as const;

/**
 * The fields below which schemas and references are, by kind (OpenAPI 3.1 section 4.8, JSON Schema 2020-12 section 10).
 * Fields that are not listed hold data: nothing in an example, a default or an extension is a schema or a reference.
 */
const fields: { readonly [K in Kind]: Readonly<Record<string, readonly [Held, Kind]>> } = {
  document: { paths: ['map', 'pathItem'], webhooks: ['map', 'pathItem'], components: ['one', 'components'] },
  components: {
    schemas: ['map', 'schema'],
    responses: ['map', 'response'],
    parameters: ['map', 'parameter'],
    requestBodies: ['map', 'requestBody'],
    headers: ['map', 'header'],
    callbacks: ['map', 'callback'],
    pathItems: ['map', 'pathItem'],
  },
  pathItem: {
    parameters: ['list', 'parameter'],
    ...Object.fromEntries(
      ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].map(
        (method) => [method, ['one', 'operation']] as const,
      ),
    ),
  },
  operation: {
    parameters: ['list', 'parameter'],
    requestBody: ['one', 'requestBody'],
    responses: ['map', 'response'],
    callbacks: ['map', 'callback'],
  },
  parameter: holder,
  header: holder,
  requestBody: { content: ['map', 'mediaType'] },
  response: { content: ['map', 'mediaType'], headers: ['map', 'header'] },
  mediaType: { schema: ['one', 'schema'], encoding: ['map', 'encoding'] },
  encoding: { headers: ['map', 'header'] },
  // A callback is itself the map of its path items; see `fieldsOf`.
  callback: {},
  schema: {
    ...Object.fromEntries(
      [
        ...['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'items', 'unevaluatedItems', 'contains'],
        ...['not', 'if', 'then', 'else', 'contentSchema'],
      ].map((keyword) => [keyword, ['one', 'schema']] as const),
    ),
    ...Object.fromEntries(
      ['allOf', 'anyOf', 'oneOf', 'prefixItems'].map((keyword) => [keyword, ['list', 'schema']] as const),
    ),
    ...Object.fromEntries(
      ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'].map(
        (keyword) => [keyword, ['map', 'schema']] as const,
      ),
    ),
  },
};

const item: readonly [Held, Kind] = ['one', 'pathItem'];

/** What is held below a key of an object of a kind; `undefined` when it is data. */
export const fieldOf = (kind: Kind, key: string): readonly [Held, Kind] | undefined => {
  if (key.startsWith('x-')) return undefined;
  if (kind === 'callback') return item;
  return Object.hasOwn(fields[kind], key) ? fields[kind][key] : undefined;
};

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A copy of a node in which every object of a known kind is what `change` makes of it, those within first. Nothing given
 * is changed; data (examples, defaults, extensions) is shared with it.
 */
export function rewritten(kind: Kind, node: unknown, change: (kind: Kind, node: Node) => unknown): unknown {
  if (!isNode(node)) return node;
  const within = Object.entries(node).map(([key, value]): [string, unknown] => {
    const field = fieldOf(kind, key);
    return [key, field === undefined ? value : heldRewritten(field, value, change)];
  });
  return change(kind, Object.fromEntries(within));
}

function heldRewritten(
  [held, kind]: readonly [Held, Kind],
  value: unknown,
  change: (kind: Kind, node: Node) => unknown,
): unknown {
  if (held === 'one') return rewritten(kind, value, change);
  if (Array.isArray(value)) return value.map((each) => rewritten(kind, each, change));
  if (held === 'list' || !isNode(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      // Among paths and responses `x-` begins an extension; elsewhere, as in headers, a name.
      isFree(kind) || !name.startsWith('x-') ? rewritten(kind, each, change) : each,
    ]),
  );
}

const isFree = (kind: Kind): boolean => kind !== 'pathItem' && kind !== 'response';

/** The objects of known kinds directly below a node. */
export function* below(kind: Kind, node: Node): Generator<readonly [Kind, Node]> {
  for (const [key, value] of Object.entries(node)) {
    const field = fieldOf(kind, key);
    if (field === undefined || typeof value !== 'object' || value === null) continue;
    const [held, of] = field;
    for (const each of held === 'one' ? [value] : Object.values(value)) if (isNode(each)) yield [of, each];
  }
}
