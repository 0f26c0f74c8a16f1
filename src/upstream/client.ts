import type { IncomingHttpHeaders } from 'node:http';
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

/** A request as the upstream would receive it. */
export interface DescribedRequest {
  readonly method: string;
  readonly url: string;
  /** Lower-case names, the credentials included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The only way to an upstream: one pool of connections per configured connection. */
export interface UpstreamClient {
  /**
   * Sends once: no redirects, no retries. `fresh` uses a connection of its own, so that no answer left over from another call
   * can be taken for this one's. Ends at once when `signal` does. Throws `UpstreamFault`.
   */
  send(
    request: WireRequest,
    credentials: Readonly<Record<string, string>>,
    fresh: boolean,
    signal?: AbortSignal,
  ): Promise<UpstreamAnswer>;
  /** What `send` would put on the wire, header for header. Sends nothing. */
  describe(request: WireRequest, credentials: Readonly<Record<string, string>>, fresh: boolean): DescribedRequest;
  close(): Promise<void>;
}

const ownHeaders = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'orgway' };
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const connectTimeoutMs = 3_000;
const headerBytes = 16 * 1024;
/** The official UserHub clients stop at the same size. */
const bodyBytes = 5 * 1024 * 1024;

export function createClient({ baseUrl, timeoutMs, concurrency }: ClientOptions): UpstreamClient {
  const { origin, host, pathname } = new URL(baseUrl);
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
  const headersOf = (request: WireRequest, credentials: Readonly<Record<string, string>>): Record<string, string> => ({
    ...ownHeaders,
    ...request.headers,
    ...credentials,
  });
  return {
    async send(request, credentials, fresh, signal) {
      const dispatcher = fresh ? new Client(origin, options) : pool;
      try {
        return await exchange(
          dispatcher,
          {
            method: request.method,
            path: basePath + request.target,
            headers: headersOf(request, credentials),
            body: request.body ?? null,
            reset: fresh,
          },
          timeoutMs,
          signal,
        );
      } finally {
        if (fresh) void dispatcher.destroy();
      }
    },
    describe: (request, credentials, fresh) => ({
      method: request.method,
      url: origin + basePath + request.target,
      headers: {
        host,
        connection: fresh ? 'close' : 'keep-alive',
        ...headersOf(request, credentials),
        ...lengthOf(request),
      },
      body: request.body,
    }),
    close: () => pool.close(),
  };
}

/** A method that is made for a body says that it has none (RFC 9110 section 8.6); the client does so by itself. */
function lengthOf({ method, body }: WireRequest): Record<string, string> {
  if (body === undefined && !['POST', 'PUT', 'PATCH'].includes(method)) return {};
  return { 'content-length': String(Buffer.byteLength(body ?? '')) };
}

/** One call at dispatch level: nothing is composed per call, and how far it comes is seen as it happens. */
function exchange(
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
    const leave = (): void => giveUp(new Error('nobody waits for the answer any more'));
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
