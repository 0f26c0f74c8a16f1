import type { ConnectionConfig } from '../../config/model.ts';
import { Problem } from '../../problem/problem.ts';
import type { ProblemCode } from '../../problem/registry.ts';

type Sentence = (connection: ConnectionConfig, problem: Problem) => string;

/** What a failed read says to whoever configures the connection; other codes say it with the problem's own sentence. */
const sentences: Partial<Readonly<Record<ProblemCode, Sentence>>> = {
  'upstream-credentials-rejected': ({ credentials }, { parts: { upstream } }) =>
    `the upstream refuses the credentials (status ${upstream?.status ?? 'unknown'}): check ${Object.keys(credentials).join(', ')} and the rights that go with them`,
  'upstream-timeout': () => 'no answer in time: the upstream is slow or stuck; try again later',
  'upstream-error': (_, { parts: { upstream } }) =>
    `the upstream failed${upstream?.status === undefined ? ': its answer broke off' : ` with status ${upstream.status}`}; if it goes on, check that baseUrl is its API`,
  'not-found': () => 'the upstream knows no such path: check baseUrl',
  'upstream-contract-violation': ({ id }) =>
    `the answer is not what the upstream document says: check that baseUrl is the API, then run "orgway contract verify ${id}"`,
  'rate-limited': () => 'the upstream asks to slow down; it is there, and the credentials were not judged',
};

/** What the failure of a connection attempt says, by the code of Node.js. */
const networkReasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'DNS: the host name of baseUrl is not known; check its spelling',
  EAI_AGAIN: 'DNS: the host name of baseUrl cannot be looked up at this moment; check the resolver of this machine',
  ECONNREFUSED: 'connection: nothing listens at baseUrl; check host and port',
  EHOSTUNREACH: 'connection: there is no way to the host; check routes and firewalls',
  ENETUNREACH: 'connection: there is no way to the network of the host; check routes and firewalls',
  ETIMEDOUT: 'connection: the host does not answer; check routes and firewalls',
  UND_ERR_CONNECT_TIMEOUT: 'connection: the host does not answer; check routes and firewalls',
  ECONNRESET: 'connection: the other side hung up; check that baseUrl has the right scheme and port',
  UND_ERR_SOCKET: 'connection: the other side hung up; check that baseUrl has the right scheme and port',
  EPROTO:
    'TLS: the other side does not speak TLS, or none of the versions that are safe; check that baseUrl has the right port',
  CERT_HAS_EXPIRED: 'TLS: the certificate of the upstream has expired',
  CERT_NOT_YET_VALID: 'TLS: the certificate of the upstream is not valid yet; check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS: the certificate is for another host name than that of baseUrl',
};

const unknownIssuer =
  'TLS: nobody that this machine trusts vouches for the certificate; for a certificate authority of your own set NODE_EXTRA_CA_CERTS to its file';
const certificate = /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA|INVALID_PURPOSE)/;

/** Why a read through a connection failed and what to do about it, without anything that the upstream has sent. */
export function reasonOf(error: unknown, connection: ConnectionConfig): string {
  if (!(error instanceof Problem)) return 'the gateway itself failed on the answer; please report this';
  const { code, message } = error;
  const said = networkReason(error) ?? sentences[code]?.(connection, error) ?? message;
  return `${said} (${code})`;
}

/** Of what went wrong below HTTP. */
function networkReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { readonly code?: unknown };
  if (error.name === 'AddressRefused') return `address: ${error.message}`;
  if (typeof code === 'string' && !(error instanceof Problem)) {
    const reason = networkReasons[code] ?? (certificate.test(code) ? `${unknownIssuer} (${code})` : undefined);
    if (reason !== undefined) return reason;
    if (code.startsWith('ERR_SSL_')) return networkReasons.EPROTO;
  }
  return networkReason(error instanceof AggregateError ? error.errors[0] : error.cause);
}
