/**
 * How far a call came that got no usable answer:
 * `not-sent`: proof that no byte of the request left. `no-answer`: it may have been received, nothing came back.
 * `broken-answer`: something came back that is incomplete or not framed as HTTP demands.
 */
export type Reach = 'not-sent' | 'no-answer' | 'broken-answer';

/** An upstream call without a usable answer. */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault';
  readonly reach: Reach;
  /** Whether a deadline ended it. */
  readonly timedOut: boolean;

  constructor(reach: Reach, timedOut: boolean, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.reach = reach;
    this.timedOut = timedOut;
  }
}

const neverConnected = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const deadlines = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** Reads what an error of the HTTP client proves. `answered` says whether the response head had arrived. */
export function faultOf(error: unknown, answered: boolean): UpstreamFault {
  const { code = '', syscall = '', name = '' } = (error ?? {}) as { code?: string; syscall?: string; name?: string };
  const timedOut = deadlines.has(code) || name === 'TimeoutError';
  // A certificate is refused before the request is written; its codes come from OpenSSL and have no common prefix.
  const refusedByTls = /^(?:ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_SSL_)/.test(code);
  const notSent = neverConnected.has(code) || refusedByTls || (code === 'ECONNRESET' && syscall === 'connect');
  return new UpstreamFault(notSent ? 'not-sent' : answered ? 'broken-answer' : 'no-answer', timedOut, error);
}
