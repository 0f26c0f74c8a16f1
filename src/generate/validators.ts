import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import formats from 'ajv-formats';
import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, operationsOf } from '../contract/document.ts';

/** ESM code of the validators, and its declarations: one export per operation and direction. */
interface Validators {
  readonly code: string;
  readonly declarations: string;
}

const openapiKeywords = ['example', 'xml', 'externalDocs', 'discriminator', 'x-extensible-enum'];

/**
 * Compiles `{operationId}_request` (an object of `path`, `query`, `header` and `body`) and `{operationId}_{status}` for each
 * documented answer of the operations in use. `everyError` makes them report all deviations instead of the first one.
 */
export function validatorsOf(
  document: OpenAPIV3_1.Document,
  uses: (operationId: string) => boolean,
  everyError: boolean,
): Validators {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allErrors: everyError,
    // One function per named schema: inlining them multiplies the code by ten.
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  });
  (formats as unknown as typeof formats.default)(ajv);
  ajv.addVocabulary([...openapiKeywords, ...extensionsIn(document)]);
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    ajv.addSchema({ ...(rebased(schema) as object), $id: `schema:/${name}` });
  }

  // AJV emits a schema once for each export, so each schema gets one export and the other names become aliases of it.
  const exported = new Map<string, string>();
  const aliases: [name: string, first: string][] = [];
  const add = (name: string, schema: object): void => {
    const absolute = rebased(schema) as { $ref?: string };
    if (absolute.$ref === undefined) ajv.addSchema({ ...absolute, $id: `schema:/${name}` });
    const id = absolute.$ref ?? `schema:/${name}`;
    const first = exported.get(id);
    if (first === undefined) exported.set(id, name);
    else aliases.push([name, first]);
  };
  for (const operation of operationsOf(document).values()) {
    if (!uses(operation.id)) continue;
    add(`${operation.id}_request`, requestSchema(operation));
    for (const [status, { schema }] of operation.answers) {
      if (schema !== undefined) add(`${operation.id}_${status}`, schema);
    }
  }
  const code = (standalone as unknown as typeof standalone.default)(
    ajv,
    Object.fromEntries([...exported].map(([id, name]) => [name, id])),
  );
  const names = [...exported.values(), ...aliases.map(([name]) => name)];
  return {
    code: `${module(code)}${aliases.map(([name, first]) => `export const ${name} = ${first};\n`).join('')}`,
    declarations: [
      "import type { ValidateFunction } from 'ajv';",
      ...names.map((name) => `export const ${name}: ValidateFunction;`),
      '',
    ].join('\n'),
  };
}

/** Compiles one schema into a module whose default export validates it and reports every error. */
export function configValidator(schema: object): Validators {
  const ajv = new Ajv2020({ strict: true, allErrors: true, code: { source: true, esm: true, lines: true } });
  (formats as unknown as typeof formats.default)(ajv);
  const code = (standalone as unknown as typeof standalone.default)(ajv, ajv.compile(schema));
  return {
    code: module(code),
    declarations:
      "import type { ValidateFunction } from 'ajv';\ndeclare const validate: ValidateFunction;\nexport default validate;\n",
  };
}

/** The compiled code loads AJV's helpers with require, which an ES module does not have. */
const module = (code: string): string =>
  `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${code}\n`;

function requestSchema(operation: Operation): object {
  const channels = (['path', 'query', 'header'] as const).map((channel) => {
    const parameters = operation.parameters.filter((parameter) => parameter.in === channel);
    const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
    const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
    return [channel, { type: 'object', additionalProperties: false, properties, required }] as const;
  });
  const demanded: string[] = channels.filter(([, { required }]) => required.length > 0).map(([channel]) => channel);
  const body = operation.body === undefined ? [] : [['body', operation.body.schema] as const];
  if (operation.body?.required === true) demanded.push('body');
  return {
    type: 'object',
    additionalProperties: false,
    required: demanded,
    properties: Object.fromEntries([...channels, ...body]),
  };
}

/** The schema with its references pointing at the registered component schemas. */
function rebased(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rebased);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace('#/components/schemas/', 'schema:/') : rebased(value),
    ]),
  );
}

function extensionsIn(node: unknown, found = new Set<string>()): Set<string> {
  if (typeof node !== 'object' || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    if (key.startsWith('x-') && key !== 'x-extensible-enum') found.add(key);
    extensionsIn(value, found);
  }
  return found;
}
