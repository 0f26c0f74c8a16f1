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

export interface Operation {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly at: Located;
  readonly parameters: readonly Located[];
  readonly body: Located | undefined;
  /** By status, as written. */
  readonly responses: readonly (readonly [status: string, response: Located])[];
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Every operation of a document. */
export function operationsOf(document: Document): readonly Operation[] {
  return entriesOf(document.root.paths).flatMap(([path, item]) =>
    entriesOf(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, node]) => {
        const at = { pointer: `#/paths/${escaped(path)}/${method}`, node };
        return {
          id: String(node.operationId ?? `${method} ${path}`),
          method: method.toUpperCase(),
          path,
          at,
          parameters: [...listOf(item.parameters), ...listOf(node.parameters)].map((each) =>
            resolved(document, { pointer: `${at.pointer}/parameters`, node: each }),
          ),
          body: isNode(node.requestBody)
            ? resolved(document, { pointer: `${at.pointer}/requestBody`, node: node.requestBody })
            : undefined,
          responses: membersOf(document, at, 'responses'),
        };
      }),
  );
}

const listOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

export const isError = (status: string): boolean => !/^[123]/.test(status);

/** The media types of a request body or a response. */
export const mediaOf = (document: Document, content: Located | undefined): readonly [string, Located][] =>
  content === undefined ? [] : membersOf(document, content, 'content');
