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
  /** Status of an answer that began well and was cut before its end. */
  readonly cutStatus: number | undefined;

  constructor(reach: Reach, timedOut: boolean, cause: unknown, cutStatus?: number) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.reach = reach;
    this.timedOut = timedOut;
    this.cutStatus = cutStatus;
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

/**
 * The fault behind an error of the HTTP client. What it proves follows from how far the call had come, not from its code.
 * `status` is that of an answer whose headers were complete.
 */
export function faultOf(error: unknown, progress: Progress, status?: number): UpstreamFault {
  const { code = '', name = '' } = (error ?? {}) as { code?: string; name?: string };
  return new UpstreamFault(reaches[progress], deadlines.has(code) || name === 'TimeoutError', error, status);
}
