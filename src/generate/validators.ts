import standalone from 'ajv/dist/standalone/index.js';
import type { OpenAPIV3_1 } from 'openapi-types';
import { strictAjv } from '../contract/description/ajv.ts';
import { jsonSchemas } from '../contract/description/json-schema.ts';
import type { Direction } from '../contract/description/normalize-direction.ts';
import { type Operation, operationsOf } from '../contract/document.ts';

/** ESM code of the validators, and its declarations: one export per operation and direction. */
interface Validators {
  readonly code: string;
  readonly declarations: string;
}

/** Where AJV finds the schemas of a document. */
const base = 'schema:/';

/**
 * Compiles `{operationId}_request` (an object of `path`, `query`, `header` and `body`) and `{operationId}_{status}` for each
 * documented answer of every operation: also of those that no translation uses, which may pass through. `everyError` makes them
 * report all deviations instead of the first one.
 */
export function validatorsOf(document: OpenAPIV3_1.Document, everyError: boolean): Validators {
  const ajv = strictAjv({
    allErrors: everyError,
    // One function per named schema: inlining them multiplies the code by ten.
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  });
  const schemas = jsonSchemas(document, base);

  // AJV emits a schema once for each export, so each schema gets one export and the other names become aliases of it.
  const exported = new Map<string, string>();
  const aliases: [name: string, first: string][] = [];
  const add = (name: string, schema: object, direction: Direction): void => {
    const converted = schemas.of(schema, direction);
    if (converted.$ref === undefined) ajv.addSchema({ ...converted, $id: `${base}${name}` });
    const id = typeof converted.$ref === 'string' ? converted.$ref : `${base}${name}`;
    const first = exported.get(id);
    if (first === undefined) exported.set(id, name);
    else aliases.push([name, first]);
  };
  for (const operation of operationsOf(document).values()) {
    add(`${operation.id}_request`, requestSchema(operation), 'request');
    for (const [status, { schema }] of operation.answers) {
      if (schema !== undefined) add(`${operation.id}_${status}`, schema, 'response');
    }
  }
  if (schemas.unknown.size > 0)
    throw new Error(`${document.info.title} has keywords that nothing knows: ${[...schemas.unknown].join(', ')}`);
  for (const [name, schema] of schemas.definitions) ajv.addSchema({ ...schema, $id: `${base}${name}` });
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
  const ajv = strictAjv({
    allErrors: true,
    strictTypes: true,
    strictRequired: true,
    code: { source: true, esm: true, lines: true },
  });
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
