import { Problem } from '../../problem/problem.ts';

const most = 100;
const name = /^[A-Za-z0-9-]+$/;
/** A name or an address with or without a port; nobody is routed or linked by it. */
const host = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** Two of one of them would leave it to chance which one counts. */
const singular: ReadonlyMap<string, number> = new Map(
  [
    'host',
    'content-length',
    'transfer-encoding',
    'content-type',
    'content-encoding',
    'authorization',
    'idempotency-key',
    'if-match',
    'prefer',
    'expect',
    'orgway-acting-session',
    'orgway-acting-session-jwt',
  ].map((each, index) => [each, 1 << index]),
);

/** They ask for another protocol or another method than the request line. */
const refused: ReadonlySet<string> = new Set([
  'upgrade',
  'http2-settings',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);

/** What is wrong with the header fields of a request, names and values by turns as they came; undefined where nothing is. */
export function headerFault(rawHeaders: readonly string[]): Problem | undefined {
  if (rawHeaders.length > 2 * most)
    return new Problem('headers-too-large', { detail: `Send at most ${most} headers.` });
  let seen = 0;
  let hosts = '';
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const written = rawHeaders[index] ?? '';
    if (!name.test(written)) return malformed('Names of headers take only letters, digits and hyphens here.');
    const lower = written.toLowerCase();
    if (refused.has(lower)) return malformed(`Send the request without the header ${lower}.`);
    const bit = singular.get(lower) ?? 0;
    if ((seen & bit) !== 0) return malformed(`Send the header ${lower} only once.`);
    seen |= bit;
    if (lower === 'host') hosts = rawHeaders[index + 1] ?? '';
  }
  return host.test(hosts) ? undefined : malformed('Send the header host, with a name or an address and no user.');
}

const malformed = (detail: string): Problem => new Problem('invalid-request', { detail });
