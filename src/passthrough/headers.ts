import type { IncomingHttpHeaders } from 'node:http';
import type { Parameter } from '../contract/document.ts';

type Headers = Readonly<Record<string, string>>;

/** What of a request's head concerns nobody but the upstream, and is nothing that it could take for another's word. */
const passed = [
  ...['accept', 'accept-encoding', 'accept-language', 'range'],
  ...['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'],
];

/** What concerns one connection only, says who somebody is, or is this gateway's to say; whatever a document has of it. */
const never: ReadonlySet<string> = new Set([
  ...[
    'authorization',
    'proxy-authorization',
    'cookie',
    'host',
    'forwarded',
    'via',
    'expect',
    'upgrade',
    'te',
    'trailer',
  ],
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'content-length', 'content-type'],
  ...['content-encoding', 'accept'],
]);
const isForwarding = (name: string): boolean => name.startsWith('x-forwarded-');

/** The header parameters of a document, without those that are no matter of it. */
export const headerParameters = (parameters: readonly Parameter[]): readonly Parameter[] =>
  parameters.filter((each) => {
    const name = each.name.toLowerCase();
    return each.in === 'header' && !never.has(name) && !isForwarding(name);
  });

/** Values of header parameters as they were sent, by their documented names. */
export function parametersIn(headers: IncomingHttpHeaders, parameters: readonly Parameter[]): Record<string, string> {
  const dropped = namedByConnection(headers);
  return Object.fromEntries(
    parameters.flatMap(({ name }) => {
      const value = headers[name.toLowerCase()];
      return typeof value === 'string' && !dropped.has(name.toLowerCase()) ? [[name, value]] : [];
    }),
  );
}

/** What goes on of a request's head whatever the operation. */
export const passedOn = (headers: IncomingHttpHeaders): Headers => picked(headers, (name) => passed.includes(name));

const answered: ReadonlySet<string> = new Set([
  ...['content-type', 'content-length', 'content-encoding', 'content-language', 'content-disposition', 'content-range'],
  ...['accept-ranges', 'etag', 'last-modified', 'vary', 'link', 'retry-after', 'deprecation', 'sunset'],
  ...['request-id', 'x-request-id', 'x-correlation-id', 'x-trace-id'],
]);
/** By the names of `RateLimit` and `RateLimit-Policy` the gateway tells of its own limits. */
const isRateLimit = (name: string): boolean => /^(?:x-rate-?limit|ratelimit)-(?!policy$)/.test(name);

/** What goes back of the head of an answer. `documented`: names of the headers that the document gives the answer, lower-case. */
export const answeredBack = (headers: IncomingHttpHeaders, documented: ReadonlySet<string>): Headers =>
  picked(
    headers,
    (name) =>
      answered.has(name) || isRateLimit(name) || (documented.has(name) && !never.has(name) && name !== 'set-cookie'),
  );

function picked(headers: IncomingHttpHeaders, wanted: (name: string) => boolean): Record<string, string> {
  const dropped = namedByConnection(headers);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && wanted(name) && !dropped.has(name) ? [[name, value]] : [],
    ),
  );
}

/** The headers that were meant for the next hop only (RFC 9110 section 7.6.1). */
const namedByConnection = ({ connection = '' }: IncomingHttpHeaders): ReadonlySet<string> =>
  new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
