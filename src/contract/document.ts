import type { OpenAPIV3_1 } from 'openapi-types';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Channel = 'path' | 'query' | 'header';

export interface Parameter {
  readonly name: string;
  readonly in: Channel;
  readonly required: boolean;
  /** The value is appended to the query string unnamed and as an expression of its own (`x-raw-query`). */
  readonly raw: boolean;
  /** The value is the rest of the path, its slashes included (`x-multi-segment`). */
  readonly multiSegment?: true;
  readonly schema: OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject;
}

/** A documented answer: its JSON schema, or `undefined` when it has no JSON body. */
interface Answer {
  /** Media types of its body, as written; none where it has no body. */
  readonly types: readonly string[];
  readonly schema: OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject | undefined;
}

/** One operation of a document, with everything that is needed to compose it at start. */
export interface Operation {
  readonly id: string;
  readonly method: Method;
  /** Path template from the document, `{name}` for parameters. */
  readonly path: string;
  /** Whether the call changes anything at the upstream (`x-effect`); by method where the document does not say. */
  readonly effect: 'read' | 'write';
  /** Whether the facts behind the operation were verified (`x-provenance`). */
  readonly provenance: 'verified' | 'inferred';
  /** The word for what a caller must be permitted (`x-permission`); undefined where the document names none. */
  readonly permission: string | undefined;
  /** Whether its answer tells of every connection, so that a caller needs all of them (`x-connections: all`). */
  readonly allConnections: boolean;
  /** Whether everybody may call it (`security: []`). */
  readonly open: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly required: boolean; readonly types: readonly string[]; readonly schema: object } | undefined;
  readonly answers: ReadonlyMap<number, Answer>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Extensions {
  readonly 'x-effect'?: 'read' | 'write';
  readonly 'x-provenance'?: { readonly status: 'verified' | 'inferred' };
  readonly 'x-permission'?: string;
  readonly 'x-connections'?: 'all';
}

/** Every operation of an OpenAPI 3.1 document by operationId. Throws an `Error` when one has no operationId. */
export function operationsOf(document: OpenAPIV3_1.Document): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of methods) {
      const source = item?.[method] as (OpenAPIV3_1.OperationObject & Extensions) | undefined;
      if (source === undefined) continue;
      const id = source.operationId;
      if (id === undefined) throw new Error(`${method} ${path} has no operationId`);
      operations.set(id, {
        id,
        method: method.toUpperCase() as Method,
        path,
        effect: source['x-effect'] ?? (method === 'get' ? 'read' : 'write'),
        provenance: source['x-provenance']?.status ?? 'inferred',
        permission: source['x-permission'],
        allConnections: source['x-connections'] === 'all',
        open: source.security?.length === 0,
        parameters: [...(item?.parameters ?? []), ...(source.parameters ?? [])].map((each) =>
          parameter(document, each),
        ),
        body: body(document, source.requestBody),
        answers: answers(document, source.responses),
      });
    }
  }
  return operations;
}

function parameter(document: OpenAPIV3_1.Document, given: object): Parameter {
  const resolved = resolve<OpenAPIV3_1.ParameterObject & { 'x-raw-query'?: boolean; 'x-multi-segment'?: boolean }>(
    document,
    given,
  );
  return {
    name: resolved.name,
    in: resolved.in as Channel,
    required: resolved.required === true,
    raw: resolved['x-raw-query'] === true,
    ...(resolved['x-multi-segment'] === true ? { multiSegment: true } : {}),
    schema: (resolved.schema ?? {}) as OpenAPIV3_1.SchemaObject,
  };
}

function body(document: OpenAPIV3_1.Document, given: object | undefined): Operation['body'] {
  if (given === undefined) return undefined;
  const { content, required } = resolve<OpenAPIV3_1.RequestBodyObject>(document, given);
  const types = Object.keys(content).filter((type) => isJson(type));
  const schema = types[0] === undefined ? undefined : content[types[0]]?.schema;
  return { required: required === true, types, schema: schema ?? {} };
}

function answers(document: OpenAPIV3_1.Document, given: OpenAPIV3_1.ResponsesObject | undefined): Operation['answers'] {
  return new Map(
    Object.entries(given ?? {}).map(([status, response]) => {
      const { content = {} } = resolve<OpenAPIV3_1.ResponseObject>(document, response);
      const types = Object.keys(content);
      const type = types.find(isJson);
      return [Number(status), { types, schema: type === undefined ? undefined : content[type]?.schema }];
    }),
  );
}

const isJson = (type: string): boolean => /^application\/(?:[a-z-]+\+)?json$/.test(type);

/** Follows one local `$ref` of the document. */
export function resolve<T>(document: object, given: object): T {
  if (!('$ref' in given) || typeof given.$ref !== 'string') return given as T;
  let node: unknown = document;
  for (const part of given.$ref.replace(/^#\//, '').split('/')) {
    node = (node as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  if (typeof node !== 'object' || node === null) throw new Error(`${given.$ref} leads nowhere`);
  return resolve<T>(document, node);
}
