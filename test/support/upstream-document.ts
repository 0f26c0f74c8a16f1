import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, operationsOf, resolve } from '../../src/contract/document.ts';

/** An answer that an upstream document shows. `body` is undefined where the answer has none. */
export interface Example {
  readonly name: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

/** A request as a provider builds it, read back from the wire. */
export interface ReadRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface UpstreamOperation extends Operation {
  readonly successes: readonly Example[];
  readonly failures: readonly Example[];
}

export interface UpstreamDocument {
  readonly document: object;
  operation(id: string): UpstreamOperation;
  /** Which operation a request is, and its channels. Throws when the document has none such. */
  recognize(
    method: string,
    target: string,
    headers: ReadRequest['header'],
    body: unknown,
  ): { readonly operation: UpstreamOperation; readonly request: ReadRequest };
}

export function readUpstreamDocument(document: object): UpstreamDocument {
  const description = document as OpenAPIV3_1.Document;
  const operations = [...operationsOf(description).values()].map((operation) => ({
    ...operation,
    ...examplesOf(description, operation),
  }));
  const patterns = operations
    .map((operation) => ({ operation, pattern: patternOf(operation.path), names: namesOf(operation.path) }))
    // A literal segment wins over a parameter.
    .sort((one, other) => one.names.length - other.names.length);
  return {
    document,
    operation(id) {
      const found = operations.find((operation) => operation.id === id);
      if (found === undefined) throw new Error(`${description.info.title} has no operation ${id}`);
      return found;
    },
    recognize(method, target, headers, body) {
      const [path = '', search = ''] = target.split('?', 2);
      for (const { operation, pattern, names } of patterns) {
        const values = operation.method === method ? pattern.exec(path) : null;
        if (values === null) continue;
        const decoded = values.slice(1).map(decodeURIComponent);
        const request = {
          path: Object.fromEntries(names.map((name, index) => [name, decoded[index] ?? ''])),
          query: Object.fromEntries(new URLSearchParams(search)),
          header: headers,
          body,
        };
        return { operation, request };
      }
      throw new Error(`${description.info.title} has no operation ${method} ${path}`);
    },
  };
}

const namesOf = (path: string): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`);

function examplesOf(
  document: OpenAPIV3_1.Document,
  { path, method, answers }: Operation,
): Pick<UpstreamOperation, 'successes' | 'failures'> {
  const source = document.paths?.[path]?.[method.toLowerCase() as 'get'];
  const all = [...answers.keys()].flatMap((status): Example[] => {
    const { content = {} } = resolve<OpenAPIV3_1.ResponseObject>(document, source?.responses?.[status] ?? {});
    const [contentType, media] = Object.entries(content)[0] ?? [];
    if (contentType === undefined) return [{ name: 'no body', status, contentType: '', body: undefined }];
    return Object.entries(media?.examples ?? {}).map(([name, example]) => ({
      name,
      status,
      contentType,
      body: resolve<OpenAPIV3_1.ExampleObject>(document, example).value,
    }));
  });
  return {
    successes: all.filter(({ status }) => status < 300),
    failures: all.filter(({ status }) => status >= 400),
  };
}
