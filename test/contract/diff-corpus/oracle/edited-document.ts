import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, operationsOf } from '../../../../src/contract/document.ts';
import type { ChannelledRequest } from '../../../../src/contract/wire.ts';

/** An edited document as a second upstream would enforce it: by validators of its own, compiled when they are asked for. */
export interface EditedDocument {
  readonly document: OpenAPIV3_1.Document;
  /** The operation of the same method and path, whatever its path parameters are called. */
  operation(old: Operation): Operation | undefined;
  takesRequest(operation: Operation, request: ChannelledRequest): boolean;
  allowsAnswer(operation: Operation, status: number, body: unknown): boolean;
}

const template = ({ method, path }: Operation): string => `${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`;
const namesOf = ({ path }: Operation): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);

export function editedDocument(document: OpenAPIV3_1.Document): EditedDocument {
  const operations = new Map([...operationsOf(document).values()].map((each) => [template(each), each]));
  const answers = compilerOf(document.components);
  // What is only ever read is not taken.
  const requests = JSON.stringify(document).includes('"readOnly":true')
    ? compilerOf(refusing(document.components))
    : answers;
  return {
    document,
    operation: (old) => operations.get(template(old)),
    takesRequest(operation, { path = {}, ...request }) {
      if (request.body !== undefined && !operation.body?.types.length) return false;
      const values = Object.values(path);
      const renamed = Object.fromEntries(namesOf(operation).map((name, index) => [name, values[index]]));
      const given = { ...(Object.keys(path).length === 0 ? {} : { path: renamed }), ...request };
      return requests(operation.id, () => refusing(requestSchema(operation)) as object)(given);
    },
    allowsAnswer(operation, status, body) {
      const schema = operation.answers.get(status)?.schema;
      return schema === undefined || answers(JSON.stringify(schema), () => schema)(body);
    },
  };
}

type Compiler = (name: string, schema: () => object) => ValidateFunction;

/** Compiles each schema that is asked for, once. */
function compilerOf(components: unknown): Compiler {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false, inlineRefs: false });
  (formats as unknown as typeof formats.default)(ajv);
  ajv.addSchema({ $id: 'edited:/', components } as object);
  const compiled = new Map<string, ValidateFunction>();
  return (name, schema) => {
    const known = compiled.get(name) ?? ajv.compile(rebased(schema()));
    compiled.set(name, known);
    return known;
  };
}

/** The same with nothing taken where something is only ever read. */
function refusing(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(refusing);
  if (typeof node !== 'object' || node === null) return node;
  if ('readOnly' in node && node.readOnly === true) return { not: {} };
  return Object.fromEntries(Object.entries(node).map(([name, each]) => [name, refusing(each)]));
}

/** What a request is, channel by channel; nothing that is not described is taken. */
function requestSchema({ parameters, body }: Operation): object {
  const channels = (['path', 'query', 'header'] as const).map((channel) => {
    const all = parameters.filter((each) => each.in === channel);
    const properties = Object.fromEntries(all.map(({ name, schema }) => [name, schema]));
    const required = all.filter((each) => each.required).map(({ name }) => name);
    return [channel, { type: 'object', additionalProperties: false, properties, required }, required.length] as const;
  });
  const demanded = channels.flatMap(([channel, , number]) => (number > 0 ? [channel as string] : []));
  return {
    type: 'object',
    additionalProperties: false,
    required: body?.required ? [...demanded, 'body'] : demanded,
    properties: {
      ...Object.fromEntries(channels.map(([channel, schema]) => [channel, schema])),
      ...(body === undefined ? {} : { body: body.schema }),
    },
  };
}

const rebased = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"edited:/#/'));
