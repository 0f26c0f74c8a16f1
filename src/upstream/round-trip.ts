import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { UpstreamAnswer } from './client.ts';
import { CallerGone, faultOf, type Progress, UpstreamFault } from './fault.ts';
import { joined, refuseBadFraming } from './framing.ts';

/** The official UserHub clients stop at the same size. */
export const bodyBytes = 5 * 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One call at dispatch level: nothing is composed per call, and how far it comes is seen as it happens. Throws `UpstreamFault`. */
export function roundTrip(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    let progress: Progress = 'waiting';
    let controller: Dispatcher.DispatchController | undefined;
    let settled = false;
    let status = 0;
    let head: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    const settle = (): void => {
      settled = true;
      clearTimeout(deadline);
      signal?.removeEventListener('abort', leave);
    };
    const fail = (error: unknown): void => {
      if (settled) return;
      settle();
      reject(error instanceof UpstreamFault ? error : faultOf(error, progress, status === 0 ? undefined : status));
    };
    const giveUp = (reason: Error): void => {
      fail(reason);
      controller?.abort(reason);
    };
    const deadline = setTimeout(
      () => giveUp(new DOMException('no answer within the deadline', 'TimeoutError')),
      timeoutMs,
    );
    const leave = (): void => giveUp(new CallerGone());
    signal?.addEventListener('abort', leave);
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(begun) {
        controller = begun;
        // A call that was given up while it waited for a connection must not be sent any more.
        if (settled) begun.abort(new Error('given up'));
        else if (!begun.aborted) progress = 'sending';
      },
      onResponseStarted() {
        progress = 'answering';
      },
      onResponseStart(begun, statusCode, headers) {
        if (statusCode < 200) return;
        status = statusCode;
        head = headers;
        // What would be cut off at the limit anyway is not waited for.
        if (Number(headers['content-length'] ?? 0) > bodyBytes) begun.abort(new Error('the answer is too large'));
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        if (settled) return;
        try {
          const answer = { status, headers: joined(head), text: utf8.decode(Buffer.concat(chunks)) };
          refuseBadFraming(answer);
          settle();
          resolve(answer);
        } catch (error) {
          fail(error);
        }
      },
      onResponseError: (_controller, error) => fail(error),
    };
    try {
      dispatcher.dispatch(options, handler);
    } catch (error) {
      fail(error);
    }
  });
}
