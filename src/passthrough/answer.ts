import type { ServerResponse } from 'node:http';
import { Problem, type UpstreamFailure } from '../problem/problem.ts';
import { CallerGone, faultOf, UpstreamFault } from '../upstream/fault.ts';
import type { UpstreamHead } from './exchange.ts';
import { answeredBack } from './headers.ts';

/** What an answer is judged by. */
export interface Asked {
  readonly method: string;
  readonly effect: 'read' | 'write';
  readonly failure: UpstreamFailure;
  /** Whether a member of the organization acts, so that a denial is meant for it and not for the gateway. */
  readonly memberActs: boolean;
}

/**
 * Why an answer is not passed on, and then its body is let go of; undefined when it is passed on, whatever it says. Throws
 * `UpstreamFault` for one that is none by the rules of HTTP.
 */
export function refusalOfAnswer(head: UpstreamHead, asked: Asked): Problem | undefined {
  let passes = false;
  try {
    refuseBadFraming(head, asked.method);
    const refusal = refusalOfStatus(head.status, asked);
    passes = refusal === undefined;
    return refusal;
  } finally {
    if (!passes) head.body.destroy();
  }
}

function refusalOfStatus(status: number, { effect, failure, memberActs }: Asked): Problem | undefined {
  const upstream = { ...failure, status };
  if (status >= 300 && status < 400 && status !== 304) {
    const detail = 'The upstream answered with a redirection, which is not followed.';
    return effect === 'write'
      ? new Problem('outcome-unknown', { upstream, outcome: 'unknown', detail: `${detail} ${readAgain}` })
      : new Problem('upstream-error', { upstream, detail });
  }
  if (status !== 401 && (status !== 403 || memberActs)) return undefined;
  return new Problem('upstream-credentials-rejected', {
    upstream,
    ...(effect === 'write' ? { outcome: 'not_applied' } : {}),
  });
}

/** What to do about a write of which nobody will find out by itself. */
export const readAgain =
  'What passes through is not journaled, so nothing finds out by itself whether it took effect: read it at the upstream before you act.';

/** An answer that ends with the connection may be cut short, and a status out of range is none. */
function refuseBadFraming({ status, headers }: UpstreamHead, method: string): void {
  const bodiless = method === 'HEAD' || status === 204 || status === 304;
  const framed = headers['content-length'] !== undefined || headers['transfer-encoding']?.toLowerCase() === 'chunked';
  if (!bodiless && !framed) throw broken('the answer says neither its length nor that it is chunked');
  if (status < 200 || status > 599) throw broken(`${status} is no status of an answer`);
}

const broken = (message: string): UpstreamFault => new UpstreamFault('broken-answer', false, new Error(message));

/** The head of an answer as the client gets it: `documented` are the headers that the document gives it. */
export const answerHead = (
  { status, headers }: UpstreamHead,
  documented: ReadonlySet<string>,
  base: URL,
  requestId: string,
): Readonly<Record<string, string>> => ({
  ...answeredBack(headers, documented),
  ...locationWithin(base, status, headers.location),
  'cache-control': 'no-store',
  'orgway-request-id': requestId,
  'orgway-upstream-status': String(status),
  // Whatever it is, it is no page of this gateway.
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
});

/** Where something that was made is, as long as that is at the same upstream. */
function locationWithin(base: URL, status: number, location: string | undefined): { readonly location?: string } {
  const within =
    location !== undefined && URL.canParse(location, base.href) && new URL(location, base).origin === base.origin;
  return status < 300 && within ? { location } : {};
}

/**
 * Passes an answer on as it comes. Where it is cut the client is cut off as well, so that no part is taken for the whole: throws
 * `UpstreamFault` then.
 */
export async function passAnswerOn(
  { status, body }: UpstreamHead,
  headers: Readonly<Record<string, string>>,
  response: ServerResponse,
): Promise<void> {
  if (body.destroyed) throw faultOf(body.errored ?? new Error('the answer ended early'), 'answering', status);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cut = (error: unknown): void => {
    reject(faultOf(error, 'answering', status));
    response.destroy();
  };
  body.once('error', cut).once('close', () => body.readableEnded || cut(new Error('the answer ended early')));
  response.once('finish', resolve).once('close', () => {
    reject(faultOf(new CallerGone(), 'answering', status));
    body.destroy();
  });
  response.writeHead(status, headers);
  body.pipe(response);
  await promise;
}
