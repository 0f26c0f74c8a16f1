import type { Method, Operation } from './document.ts';

/** A request channel by channel, as a translation builds it. */
export interface ChannelledRequest {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** A request as it goes over the wire, without credentials. */
export interface WireRequest {
  readonly method: Method;
  /** Path and query, percent-encoded, relative to the connection's base URL. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Composes, once, the function that puts a validated request of this operation on the wire. */
export function wireWriter(operation: Operation): (request: ChannelledRequest) => WireRequest {
  const segments = operation.path.split(/\{([^}]+)\}/);
  const rawNames = new Set(operation.parameters.filter(({ raw }) => raw).map(({ name }) => name));
  return ({ path = {}, query, header, body }) => {
    let target = segments[0] ?? '';
    for (let at = 1; at < segments.length; at += 2) {
      target += encodeURIComponent(String(path[segments[at] ?? ''])) + segments[at + 1];
    }
    const search = query === undefined ? '' : queryString(query, rawNames);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(header ?? {})) {
      if (value !== undefined) headers[name.toLowerCase()] = String(value);
    }
    if (body !== undefined) headers['content-type'] = 'application/json';
    return {
      method: operation.method,
      target: search === '' ? target : `${target}?${search}`,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    };
  };
}

function queryString(query: Readonly<Record<string, unknown>>, rawNames: ReadonlySet<string>): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => {
      if (rawNames.has(name)) return [expression(String(value))];
      const values = Array.isArray(value) ? value : [value];
      return values.map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(String(each))}`);
    })
    .join('&');
}

/** A raw expression keeps the commas that are its syntax; all else that has a meaning in a query string is encoded. */
const expression = (text: string): string => encodeURIComponent(text).replaceAll('%2C', ',');
