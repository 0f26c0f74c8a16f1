import { isUntrusted } from './untrusted.ts';

/**
 * How far a call came that got no usable answer:
 * `not-sent`: proof that no byte of the request left. `no-answer`: it may have been received, nothing came back.
 * `broken-answer`: something came back that is incomplete or not framed as HTTP demands.
 */
export type Reach = 'not-sent' | 'no-answer' | 'broken-answer';

/** An upstream call without a usable answer. */
export class UpstreamFault extends Error {
  override readonly name: string = 'UpstreamFault';
  readonly reach: Reach;
  /** Whether a deadline ended it. */
  readonly timedOut: boolean;
  /** Status of an answer that began well and was cut before its end. */
  readonly cutStatus: number | undefined;

  constructor(reach: Reach, timedOut: boolean, cause: unknown, cutStatus?: number) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.reach = reach;
    this.timedOut = timedOut;
    this.cutStatus = cutStatus;
  }

  /** Whether it may be another time: it says that the upstream or the way to it failed, and nothing of what was answered. */
  get passing(): boolean {
    if (this.cause instanceof CallerGone) return false;
    const { code = '' } = (this.cause ?? {}) as { readonly code?: string };
    return this.reach !== 'broken-answer' || this.timedOut || cut.has(code);
  }
}

/** The end of a call that nobody waits for any more; it says nothing of the upstream. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';

  constructor() {
    super('nobody waits for the answer any more');
  }
}

/** Why a call was not made although it could have been: the other side is not the one configured, or it would be too much. */
export type RefusalReason = 'untrusted' | 'circuit-open' | 'overloaded';

/** An upstream call that the connection itself refused; nothing was sent. */
export class UpstreamRefusal extends UpstreamFault {
  override readonly name = 'UpstreamRefusal';
  readonly reason: RefusalReason;
  /** When it may be tried again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(reason: RefusalReason, cause: unknown, retryAfterSeconds?: number, timedOut = false) {
    super('not-sent', timedOut, cause);
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  override get passing(): boolean {
    return false;
  }
}

/** How far a call has come: it waits for a connection, its request goes out, an answer comes in. */
export type Progress = 'waiting' | 'sending' | 'answering';

const reaches: Readonly<Record<Progress, Reach>> = {
  waiting: 'not-sent',
  sending: 'no-answer',
  answering: 'broken-answer',
};
const deadlines = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);
/** The connection ended before the answer did. */
const cut = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);

/**
 * The fault behind an error of the HTTP client. What it proves follows from how far the call had come, not from its code.
 * `status` is that of an answer whose headers were complete.
 */
export function faultOf(error: unknown, progress: Progress, status?: number): UpstreamFault {
  if (progress === 'waiting' && isUntrusted(error)) return new UpstreamRefusal('untrusted', error);
  const { code = '', name = '' } = (error ?? {}) as { code?: string; name?: string };
  return new UpstreamFault(reaches[progress], deadlines.has(code) || name === 'TimeoutError', error, status);
}
