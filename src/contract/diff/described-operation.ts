import { isNode, type Node } from '../description/structure.ts';
import type { Source } from './source.ts';

/** A parameter, wherever it is written. */
export interface DescribedParameter {
  readonly node: Node;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  /** The value is appended to the query as an expression of its own (`x-raw-query`). */
  readonly raw: boolean;
  readonly schema: unknown;
  /** `content` instead of `schema`: the value is written as JSON. */
  readonly asContent: boolean;
}

/** What a body may be, by media type. */
export type Content = Readonly<Record<string, Node>>;

export interface DescribedAnswer {
  readonly node: Node;
  readonly content: Content;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, Node>;
}

/** An operation of a document, with everything that is compared; its parts are read when they are asked for. */
export interface DescribedOperation {
  readonly node: Node;
  readonly id: string | undefined;
  /** Upper-case. */
  readonly method: string;
  readonly path: string;
  parameters(): readonly DescribedParameter[];
  body(): { readonly node: Node; readonly required: boolean; readonly content: Content } | undefined;
  /** By status, as it is written: also `4XX` and `default`. */
  answers(): ReadonlyMap<string, DescribedAnswer>;
  /** Where the requirements are written and what they are; undefined where nothing is required. */
  security(): { readonly node: object; readonly requirements: readonly Node[] } | undefined;
  /** Server URLs as they are written. */
  servers(): { readonly node: object; readonly urls: readonly string[] };
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** All operations of a document, in its order. */
export function operationsIn(source: Source): readonly DescribedOperation[] {
  const { document } = source;
  return Object.entries(nodeOf(document.paths)).flatMap(([path, given]) => {
    const item = source.followed(given);
    return methods.flatMap((method) => {
      const node = item[method];
      return isNode(node) ? [operation(source, item, node, method, path)] : [];
    });
  });
}

const nodeOf = (given: unknown): Node => (isNode(given) ? given : {});
const listOf = (given: unknown): readonly unknown[] => (Array.isArray(given) ? given : []);

function operation(source: Source, item: Node, node: Node, method: string, path: string): DescribedOperation {
  const { document } = source;
  return {
    node,
    id: typeof node.operationId === 'string' ? node.operationId : undefined,
    method: method.toUpperCase(),
    path,
    parameters: () => parametersOf(source, item, node),
    body() {
      if (node.requestBody === undefined) return undefined;
      const body = source.followed(node.requestBody);
      return { node: body, required: body.required === true, content: contentOf(body) };
    },
    answers: () =>
      new Map(
        Object.entries(nodeOf(node.responses))
          .filter(([status]) => !status.startsWith('x-'))
          .map(([status, given]) => [status.toUpperCase(), answer(source, given)]),
      ),
    security() {
      const given = node.security ?? document.security;
      if (!Array.isArray(given) || given.length === 0) return undefined;
      return { node: given, requirements: given.filter(isNode) };
    },
    servers() {
      const given = [node.servers, item.servers, document.servers].find(
        (each) => Array.isArray(each) && each.length > 0,
      );
      const urls = listOf(given).flatMap((each) => (isNode(each) && typeof each.url === 'string' ? [each.url] : []));
      return { node: (given as object | undefined) ?? document, urls };
    },
  };
}

/** Those of the operation win over those of its path. */
function parametersOf(source: Source, item: Node, node: Node): readonly DescribedParameter[] {
  const found = new Map<string, DescribedParameter>();
  for (const given of [...listOf(item.parameters), ...listOf(node.parameters)]) {
    const described = parameter(source.followed(given));
    if (described !== undefined) found.set(`${described.in} ${nameIn(described)}`, described);
  }
  return [...found.values()];
}

/** Names of headers are the same in lower and upper case. */
export const nameIn = ({ in: channel, name }: Pick<DescribedParameter, 'in' | 'name'>): string =>
  channel === 'header' ? name.toLowerCase() : name;

/** The JSON Schema specification calls these media types JSON, and so does who writes `*` for any. */
export const isJson = (type: string): boolean =>
  /^(?:(?:application|text)\/(?:[\w.+-]+\+)?json|application\/\*|\*\/\*)\s*(?:;|$)/i.test(type);

/** Headers that OpenAPI takes no notice of as parameters. */
const notParameters = new Set(['accept', 'content-type', 'authorization']);

function parameter(node: Node): DescribedParameter | undefined {
  const { name, in: channel } = node;
  if (typeof name !== 'string' || !isChannel(channel)) return undefined;
  if (channel === 'header' && notParameters.has(name.toLowerCase())) return undefined;
  const json = Object.entries(contentOf(node)).find(([type]) => isJson(type));
  return {
    node,
    name,
    in: channel,
    required: channel === 'path' || node.required === true,
    raw: node['x-raw-query'] === true,
    schema: json === undefined ? node.schema : json[1].schema,
    asContent: json !== undefined,
  };
}

const isChannel = (given: unknown): given is DescribedParameter['in'] =>
  given === 'path' || given === 'query' || given === 'header' || given === 'cookie';

const contentOf = (node: Node): Content =>
  Object.fromEntries(Object.entries(nodeOf(node.content)).filter((entry): entry is [string, Node] => isNode(entry[1])));

function answer(source: Source, given: unknown): DescribedAnswer {
  const node = source.followed(given);
  const headers = Object.entries(nodeOf(node.headers)).map(
    ([name, header]) => [name.toLowerCase(), source.followed(header)] as const,
  );
  return { node, content: contentOf(node), headers: new Map(headers) };
}
