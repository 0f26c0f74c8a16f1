import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '../../problem/problem.ts';
import { pathOf } from '../path-of.ts';
import { rawProblem } from '../problem-response.ts';
import { newRequestId } from '../request-id.ts';
import { Connection } from './connection.ts';
import { allowedMethods, framingFault } from './framing.ts';
import { headerFault } from './header-fields.ts';
import { parseFault } from './parse-fault.ts';
import { targetFault } from './target.ts';

/** A request that went no further than the guard. */
export interface Refusal {
  readonly requestId: string;
  readonly problem: Problem;
  /** As far as they could be read: a request may break before it has them. */
  readonly method: string | undefined;
  readonly path: string | undefined;
  /** Of the other side of the connection. */
  readonly address: string | undefined;
}

export interface GuardObserver {
  /** Told of each request that is answered here: the listener never hears of it. */
  refused(refusal: Refusal): void;
}

/** Milliseconds, bytes and counts that no honest client comes near. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16 * 1024,
  // The guard asks for it itself, to answer with a problem.
  requireHostHeader: false,
  insecureHTTPParser: false,
};

/**
 * An HTTP server, not listening yet, whose listener gets only requests that can be read in one way: HTTP/1.1, one clear framing, a
 * plain target, no header twice that counts once. Anything else is answered here with a problem, once, and its connection closed.
 */
export function createGuardedServer(listener: RequestListener, observer: Partial<GuardObserver> = {}): Server {
  const connections = new WeakMap<Duplex, Connection>();
  const connectionOf = (socket: Duplex): Connection => {
    const known = connections.get(socket) ?? new Connection(socket);
    connections.set(socket, known);
    return known;
  };
  const refusal = (problem: Problem, socket: Duplex, request?: IncomingMessage): Refusal => ({
    requestId: newRequestId(),
    problem,
    method: request?.method,
    path: request?.url === undefined ? undefined : pathOf(request.url).slice(0, 256),
    address: (socket as Socket).remoteAddress,
  });

  const receive =
    (fault: (request: IncomingMessage) => Problem | undefined, take: RequestListener) =>
    (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }): void => {
      const connection = connectionOf(request.socket);
      if (connection.refused) return;
      connection.received(request, response);
      const problem = fault(request);
      if (problem === undefined) {
        take(request, response);
        return;
      }
      const refused = refusal(problem, request.socket, request);
      connection.refuseLast(bytesOf(refused));
      observer.refused?.(refused);
    };

  const server = createServer(limits, receive(headFault, listener));
  server.maxRequestsPerSocket = 1_000;
  server.maxConnections = 5_000;
  // Node would drop what is beyond without a word; the guard counts for itself.
  server.maxHeadersCount = 0;
  server.on(
    'checkContinue',
    receive(headFault, (request, response) => {
      response.writeContinue();
      listener(request, response);
    }),
  );
  server.on(
    'checkExpectation',
    receive((request) => headFault(request) ?? new Problem('expectation-failed'), listener),
  );
  server.on('connect', (request, socket) => {
    const connection = connectionOf(socket);
    if (connection.refused) return;
    const problem = new Problem('method-not-allowed', { headers: { allow: allowedMethods } });
    const refused = refusal(problem, socket, request);
    connection.refuseRest(bytesOf(refused));
    observer.refused?.(refused);
  });
  server.on('clientError', (error, socket) => {
    const connection = connectionOf(socket);
    if (connection.refused) return;
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const refused = refusal(parseFault(error), socket);
    if (connection.refuseRest(bytesOf(refused))) observer.refused?.(refused);
  });
  return server;
}

function headFault(request: IncomingMessage): Problem | undefined {
  return framingFault(request) ?? targetFault(request.url ?? '') ?? headerFault(request.rawHeaders);
}

const bytesOf = ({ problem, path, requestId, method }: Refusal): string =>
  rawProblem(problem, path ?? '/', requestId, method === 'HEAD');
