import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  type ClientOptions,
  createClient,
  type LimitedClient,
  type UpstreamClient,
} from '../../src/upstream/client.ts';
import { UpstreamFault } from '../../src/upstream/fault.ts';
import { errorOf } from '../support/caught.ts';
import { unaided } from '../support/unaided.ts';

/** An upstream that writes whatever bytes a test wants, and counts what reaches it. */
export interface RawUpstream {
  readonly url: string;
  /** One for each connection, in order. */
  readonly connections: Socket[];
  /** Every complete request, head and body. */
  readonly requests: string[];
}

/** What to do with a connection, and with each complete request on it (both are counted from 0). */
export interface RawBehaviour {
  readonly connected?: (socket: Socket, connection: number) => void;
  readonly requested?: (socket: Socket, request: number) => void;
}

/** Starts an upstream that is stopped when the test is over. */
export async function startRawUpstream({ connected, requested }: RawBehaviour): Promise<RawUpstream> {
  const connections: Socket[] = [];
  const requests: string[] = [];
  const server = createServer((socket) => {
    connections.push(socket);
    let received = '';
    socket.on('error', () => {});
    connected?.(socket, connections.length - 1);
    if (requested === undefined) return;
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (let size = sizeOf(received); size !== undefined && received.length >= size; size = sizeOf(received)) {
        requests.push(received.slice(0, size));
        received = received.slice(size);
        requested(socket, requests.length - 1);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The upstream has no address');
  return { url: `http://127.0.0.1:${address.port}`, connections, requests };
}

/** Bytes of the request that a text begins with; undefined while its head is not complete. */
function sizeOf(received: string): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  return end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(received.slice(0, end))?.[1] ?? 0);
}

/** An upstream that answers every request with these bytes, and what it does then. */
export const answering = (bytes: string, then?: (socket: Socket) => void): RawBehaviour => ({
  requested: (socket) => socket.write(bytes, 'latin1', () => then?.(socket)),
});

/** A well-framed answer with a JSON body; each character stands for one byte. */
export const ok = (body = '{}', head = ''): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`;

/** A client that is closed when the test is over. */
export function clientOf(baseUrl: string, options: Partial<ClientOptions> = {}): LimitedClient {
  const client = createClient({
    baseUrl,
    timeoutMs: 20_000,
    concurrency: 8,
    allowPrivateNetwork: true,
    resilience: unaided,
    ...options,
  });
  onTestFinished(() => {
    client.close().catch(() => {});
  });
  return client;
}

export const read = { method: 'GET', target: '/things', headers: {}, body: undefined } as const;

/** How a call failed. */
export async function faultOfCall(client: UpstreamClient, fresh: boolean): Promise<UpstreamFault> {
  const error = await errorOf(() => client.send(read, {}, fresh));
  if (error instanceof UpstreamFault) return error;
  throw error;
}

/** Resolves when a connection is closed at the upstream's side. */
export const closed = (socket: Socket | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (socket === undefined || socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });
