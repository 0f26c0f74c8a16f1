import { Client, type Dispatcher, Pool } from 'undici';
import type { WireRequest } from '../contract/wire.ts';
import { faultOf, type Progress, UpstreamFault } from './fault.ts';

export interface ClientOptions {
  /** Scheme, host and optional base path of the upstream. */
  readonly baseUrl: string;
  /** Total deadline of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Calls under way at once. */
  readonly concurrency: number;
}

/** A complete, well-framed answer; the body is not interpreted yet. */
export interface UpstreamAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The only way to an upstream: one pool of connections per configured connection. */
export interface UpstreamClient {
  /**
   * Sends once: no redirects, no retries. `fresh` uses a connection of its own, so that no answer left over from another call
   * can be taken for this one's. Throws `UpstreamFault`.
   */
  send(request: WireRequest, credentials: Readonly<Record<string, string>>, fresh: boolean): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const connectTimeoutMs = 3_000;
const headerBytes = 16 * 1024;
/** The official UserHub clients stop at the same size. */
const bodyBytes = 5 * 1024 * 1024;

export function createClient({ baseUrl, timeoutMs, concurrency }: ClientOptions): UpstreamClient {
  const { origin, pathname } = new URL(baseUrl);
  const basePath = pathname.replace(/\/$/, '');
  const options: Client.Options = {
    connect: { timeout: Math.min(connectTimeoutMs, timeoutMs) },
    maxHeaderSize: headerBytes,
    maxResponseSize: bodyBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    pipelining: 1,
  };
  const pool = new Pool(origin, { ...options, connections: concurrency });
  return {
    async send(request, credentials, fresh) {
      const dispatcher = fresh ? new Client(origin, options) : pool;
      try {
        return await exchange(dispatcher, basePath, request, credentials, timeoutMs, fresh);
      } finally {
        if (fresh) void dispatcher.destroy();
      }
    },
    close: () => pool.close(),
  };
}

async function exchange(
  dispatcher: Dispatcher,
  basePath: string,
  request: WireRequest,
  credentials: Readonly<Record<string, string>>,
  timeoutMs: number,
  closing: boolean,
): Promise<UpstreamAnswer> {
  let progress: Progress = 'waiting';
  const tracked = tracking(dispatcher, (reached) => {
    progress = reached;
  });
  try {
    const { statusCode, headers, body } = await tracked.request({
      method: request.method,
      path: basePath + request.target,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'orgway',
        ...request.headers,
        ...credentials,
      },
      body: request.body ?? null,
      reset: closing,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = utf8.decode(await body.arrayBuffer());
    const answer = { status: statusCode, headers: joined(headers), text };
    refuseBadFraming(answer);
    return answer;
  } catch (error) {
    throw error instanceof UpstreamFault ? error : faultOf(error, progress);
  }
}

/** The same dispatcher, telling how far each request comes. Until it is sent, no byte of it has left. */
function tracking(dispatcher: Dispatcher, reached: (progress: Progress) => void): Dispatcher {
  return dispatcher.compose(
    (dispatch) => (options, handler) =>
      dispatch(options, {
        onRequestStart(controller, context) {
          handler.onRequestStart?.(controller, context);
          if (!controller.aborted) reached('sending');
        },
        onResponseStarted: () => reached('answering'),
        onResponseStart: (...head) => handler.onResponseStart?.(...head),
        onResponseData: (...data) => handler.onResponseData?.(...data),
        onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
        onResponseError: (...failure) => handler.onResponseError?.(...failure),
      }),
  );
}

/** An answer that ends with the connection may be cut short, and one that is encoded although we refuse encodings is not for us. */
function refuseBadFraming({ status, headers }: UpstreamAnswer): void {
  const framed = headers['content-length'] !== undefined || headers['transfer-encoding']?.toLowerCase() === 'chunked';
  if (!framed && status !== 204) {
    throw new UpstreamFault(
      'broken-answer',
      false,
      new Error('the answer says neither its length nor that it is chunked'),
    );
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new UpstreamFault(
      'broken-answer',
      false,
      new Error(`the answer is encoded as ${encoding}, which was not accepted`),
    );
  }
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
