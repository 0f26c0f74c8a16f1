import type { LookupFunction } from 'node:net';
import { Client, Pool } from 'undici';
import type { WireRequest } from '../contract/wire.ts';
import { withoutStack } from '../problem/without-stack.ts';
import { traceHeaders } from '../telemetry/work.ts';
import type { DescribedRequest, UpstreamAnswer } from './client.ts';
import { createConnector } from './connector.ts';
import { bodyBytes, roundTrip } from './round-trip.ts';

/** What goes over the wire to one upstream, and how it is sent. */
export interface Transport {
  /**
   * Sends once, within `timeoutMs`: no redirects, no retries. `fresh` uses a connection of its own. Throws `UpstreamFault`, and an
   * `Error` for a target that is not below the base URL.
   */
  send(
    request: WireRequest,
    credentials: Readonly<Record<string, string>>,
    fresh: boolean,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<UpstreamAnswer>;
  describe(request: WireRequest, credentials: Readonly<Record<string, string>>, fresh: boolean): DescribedRequest;
  close(): Promise<void>;
}

/** Where an upstream is, and what it may be sent at most. */
export interface TransportOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly allowPrivateNetwork: boolean;
  readonly resolve?: LookupFunction;
}

const ownHeaders = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'orgway' };
const connectTimeoutMs = 3_000;
const headerBytes = 16 * 1024;

/** Opens nothing yet: connections are made as calls need them. */
export function createTransport({ baseUrl, timeoutMs, concurrency, ...egress }: TransportOptions): Transport {
  const { origin, host, pathname } = new URL(baseUrl);
  const basePath = pathname.replace(/\/$/, '');
  const options: Client.Options = {
    connect: createConnector({ ...egress, timeoutMs: Math.min(connectTimeoutMs, timeoutMs) }),
    maxHeaderSize: headerBytes,
    maxResponseSize: bodyBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    pipelining: 1,
  };
  const pool = new Pool(origin, { ...options, connections: concurrency });
  const headersOf = (
    request: WireRequest,
    credentials: Readonly<Record<string, string>>,
    trace: Readonly<Record<string, string>>,
  ): Record<string, string> => ({
    ...ownHeaders,
    ...trace,
    ...request.headers,
    ...credentials,
  });
  /** The path of a request, which stays what it is however it is read: below the base, without anything that leads elsewhere. */
  const pathOf = ({ target }: WireRequest): string => {
    const path = basePath + target;
    const read = new URL(origin + path);
    if (
      !/^\/(?!\/)/.test(target) ||
      read.origin !== origin ||
      read.pathname !== path.split('?', 1)[0] ||
      read.hash !== ''
    )
      throw new Error('a request was built whose target is not below the base URL; it was not sent');
    return path;
  };
  return {
    async send(request, credentials, fresh, attemptMs, signal) {
      const path = pathOf(request);
      const dispatcher = fresh ? new Client(origin, options) : pool;
      try {
        const headers = headersOf(request, credentials, traceHeaders());
        const call = { method: request.method, path, headers, body: request.body ?? null, reset: fresh };
        return await roundTrip(dispatcher, call, attemptMs, signal);
      } finally {
        // It has an error at hand for calls that might still wait, of which there are none.
        if (fresh) void withoutStack(() => dispatcher.destroy());
      }
    },
    describe: (request, credentials, fresh) => ({
      method: request.method,
      url: origin + basePath + request.target,
      headers: {
        host,
        connection: fresh ? 'close' : 'keep-alive',
        ...headersOf(request, credentials, masked(traceHeaders())),
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

/** What is another one for each call cannot be said before it. */
const masked = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, '***']));
