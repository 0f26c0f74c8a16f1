import type { ClientRequest, Agent as HttpAgent, IncomingMessage, ServerResponse } from 'node:http';
import { createProxyMiddleware, type Plugin } from 'http-proxy-middleware';
import { Exchange, type Outgoing, type UpstreamHead } from './exchange.ts';

export interface ProxyOptions {
  /** Scheme, host and port of the upstream. */
  readonly origin: string;
  readonly agent: HttpAgent;
  /** Total deadline of one call, its body included, in milliseconds. */
  readonly timeoutMs: number;
}

/** Sends a request, once, and resolves with the head of its answer. Ends when `signal` does. Throws `UpstreamFault`. */
export type Proxy = (outgoing: Outgoing, signal: AbortSignal | undefined) => Promise<UpstreamHead>;

/**
 * Composes the way of requests to one upstream, through http-proxy-middleware. That sees neither the client's request nor its response,
 * but what stands in for them: what it copies of the one is what was checked, and what it does to the other when an answer breaks
 * reaches no client.
 */
export function createProxy({ origin, agent, timeoutMs }: ProxyOptions): Proxy {
  const forward = createProxyMiddleware({
    target: origin,
    agent,
    // Its own plugins answer errors with a text and write to the console.
    ejectPlugins: true,
    plugins: [reporting],
    selfHandleResponse: true,
  });
  return (outgoing, signal) => {
    const exchange = new Exchange(outgoing, timeoutMs, signal);
    exchanges.set(exchange.request, exchange);
    const request = exchange.request as unknown as IncomingMessage;
    const response = exchange.response as unknown as ServerResponse;
    forward(request, response, (error) => exchange.failed(error)).catch((error: unknown) => exchange.failed(error));
    return exchange.head;
  };
}

const exchanges = new WeakMap<object, Exchange>();

/** Tells each exchange what becomes of it. */
const reporting: Plugin = (proxy) => {
  proxy.on('proxyReq', (sent: ClientRequest, request: object) => exchanges.get(request)?.begun(sent));
  proxy.on('proxyRes', (answer: IncomingMessage, request: object) => exchanges.get(request)?.answered(answer));
  proxy.on('error', (error: unknown, request: object = {}) => exchanges.get(request)?.failed(error));
  proxy.on('econnreset', (error: unknown, request: object) => exchanges.get(request)?.failed(error));
};
