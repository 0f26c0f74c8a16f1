import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type Document, entriesOf, isNode, type Located, membersOf, type Node, resolved } from './documents.ts';
import { mediaOf, operationsOf } from './operations.ts';
import { namedSchemas, schemaAt, schemaSites, within } from './schemas.ts';

/** A value that a document shows, and the schema it is shown for. */
export interface Shown {
  readonly pointer: string;
  readonly value: unknown;
  readonly schema: Located;
}

/** Every value that a document shows: examples of bodies, parameters, headers and schemas, and defaults. */
export function shownIn(document: Document): readonly Shown[] {
  const holders = operationsOf(document).flatMap((operation) => [
    ...operation.parameters,
    ...mediaOf(document, operation.body).map(([, media]) => media),
    ...operation.responses.flatMap(([, response]) =>
      [...mediaOf(document, response), ...membersOf(document, response, 'headers')].map(([, inner]) => inner),
    ),
  ]);
  const schemas = [...namedSchemas(document).map(([, schema]) => schema), ...schemaSites(document)];
  const shown = [
    ...holders.flatMap((holder) => shownAt(document, holder)),
    ...schemas.flatMap((schema) => [...within(schema)].flatMap(shownBy)),
  ];
  return [...new Map(shown.map((each) => [`${each.pointer} ${each.schema.pointer}`, each])).values()];
}

/** What stands beside the schema of a media type, a parameter or a header. */
function shownAt(document: Document, holder: Located): readonly Shown[] {
  const [schema] = schemaAt(holder);
  if (schema === undefined) return [];
  const { pointer, node } = holder;
  return [
    ...('example' in node ? [{ pointer: `${pointer}/example`, value: node.example, schema }] : []),
    ...entriesOf(node.examples).map(([name, each]) => {
      const example = resolved(document, { pointer: `${pointer}/examples/${name}`, node: each });
      return { pointer: example.pointer, value: example.node.value, schema };
    }),
  ];
}

/** What a schema shows of itself. */
function shownBy(schema: Located): readonly Shown[] {
  const { pointer, node } = schema;
  const listed: readonly unknown[] = Array.isArray(node.examples) ? node.examples : [];
  return [
    ...listed.map((value, index) => ({ pointer: `${pointer}/examples/${index}`, value, schema })),
    ...['example', 'default'].flatMap((name) =>
      name in node ? [{ pointer: `${pointer}/${name}`, value: node[name], schema }] : [],
    ),
  ];
}

/** Composes the check of a value against a schema of a document; it answers the mistakes as one text, empty when there are none. */
export function checker(document: Document): (schema: Located, value: unknown) => string {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  (formats as unknown as typeof formats.default)(ajv);
  const besideSchemas = Object.keys(document.root);
  const words = new Set([...besideSchemas, 'example', 'discriminator', 'xml', ...extensionsIn(document.root)]);
  ajv.addVocabulary([...words]);
  // Open to clients, but a value shown should be a known one.
  ajv.addKeyword({ keyword: 'x-extensible-enum', macro: (known: unknown[]) => ({ enum: [...known, null] }) });
  ajv.addSchema(document.root, 'document');
  const compiled = new Map<string, ValidateFunction>();
  return ({ pointer }, value) => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `document${encodeURI(pointer)}` });
    compiled.set(pointer, validate);
    return validate(value) ? '' : ajv.errorsText(validate.errors, { dataVar: '' });
  };
}

function extensionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(extensionsIn))];
  if (!isNode(value)) return [];
  const own = Object.keys(value).filter((name) => name.startsWith('x-') && name !== 'x-extensible-enum');
  return [...new Set([...own, ...Object.values(value).flatMap(extensionsIn)])];
}

/** The mistakes in what a document shows, as sentences. */
export function mistakesIn(document: Document): readonly string[] {
  const check = checker(document);
  return shownIn(document).flatMap(({ pointer, value, schema }) => {
    const mistakes = check(schema, value);
    return mistakes === '' ? [] : [`${document.id} ${pointer}: ${mistakes}`];
  });
}

/** The same document with one value changed. */
export function changed(document: Document, path: readonly string[], value: unknown): Document {
  const copy = structuredClone(document.root) as Record<string, unknown>;
  let parent = copy;
  for (const name of path.slice(0, -1)) parent = parent[name] as Record<string, unknown>;
  parent[path.at(-1) ?? ''] = value;
  return { ...document, root: copy as Node };
}
