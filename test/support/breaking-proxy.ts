import { Agent, createServer as createHttpServer, request as httpRequest } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Emulator } from '../../src/sandbox/emulator.ts';
import { Host } from '../../src/sandbox/host.ts';
import { closed, listening } from './gateway.ts';

/** A request that reached the proxy whole. */
export interface Arrived {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  readonly effect: 'read' | 'write';
  /** Connections are counted from 0. */
  readonly connection: number;
  /** What came on the wire. */
  readonly bytes: Buffer;
}

/** What the emulator answered. */
export interface Passed {
  readonly status: number;
  readonly body: string;
}

/** A request that is to be answered badly. */
export interface Trapped {
  readonly socket: Socket;
  /** Has the emulator execute the request; may be called late or never. */
  pass(): Promise<Passed>;
  readonly emulator: Emulator;
  /** Resolves when the test releases what is held. */
  readonly released: Promise<void>;
}

/** Answers one request with whatever bytes a test wants. */
export type Sabotage = (trapped: Trapped) => unknown;

/** One request that does not go well. */
export interface Trap {
  readonly meets: (request: Arrived) => boolean;
  readonly sabotage: Sabotage;
  /**
   * Whether the request takes effect when it is passed on. Otherwise a copy of the upstream executes it, so that its answer is
   * as good as the real one, and nothing happened.
   */
  readonly takesEffect: boolean;
}

/** What reads see after the trap: how things are, how they were before the trapped request, or a 503. */
export type Sight = 'present' | 'past' | 'dark';

/** A TCP proxy before an emulator of its own, which answers well but for the requests it is told to break. */
export interface BreakingProxy {
  readonly url: string;
  /** Every whole request, in order. */
  readonly arrived: readonly Arrived[];
  /** Connections that were closed unread. */
  readonly unread: number;
  /** Requests that changed the emulator's state, as it counts them itself. */
  readonly applied: number;
  /** Back to the seeds, or to what `prepare` makes of them; forgets what arrived and what was set. */
  // biome-ignore lint/suspicious/noExplicitAny: each emulator has a state of its own
  reset(prepare?: (state: any) => void): void;
  /** Breaks the next request that the trap meets, and lets reads after it see this. */
  set(trap: Trap, sight: Sight): void;
  /** Lets reads see something else from now on. */
  show(sight: Sight): void;
  /** Lets go of what the trap holds; resolves when it is done. */
  release(): Promise<void>;
  /** Closes the next connection that is opened after so many writes, without reading from it; reads after it see this. */
  leaveUnread(writes: number, sight: Sight): void;
  stop(): Promise<void>;
}

const dark = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n';

export async function startBreakingProxy(emulator: Emulator): Promise<BreakingProxy> {
  const present = new Host(emulator);
  const copy = new Host(emulator);
  const hosts = createHttpServer((incoming, outgoing) => {
    const [, which = '', target = ''] = /^\/(\w+)(.*)$/.exec(incoming.url ?? '') ?? [];
    void (which === 'copy' ? copy : present).serve(incoming, outgoing, target);
  });
  const hostsUrl = await listening(hosts);
  const agent = new Agent({ keepAlive: true });
  const arrived: Arrived[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let unread = 0;
  let trap: Trap | undefined;
  let unreadAfter: number | undefined;
  let next: Sight = 'present';
  let sight: Sight = 'present';
  let held = Promise.withResolvers<void>();
  let trapped: Promise<unknown> = Promise.resolve();

  const freeze = (): void => {
    copy.projection.replace(structuredClone(present.projection.state));
    sight = next;
  };
  const serve = async (socket: Socket, request: Arrived): Promise<void> => {
    if (trap?.meets(request) === true) {
      const { sabotage, takesEffect } = trap;
      trap = undefined;
      freeze();
      const at = takesEffect ? 'present' : 'copy';
      const pass = (): Promise<Passed> => forward(`${hostsUrl}/${at}`, request.bytes, agent);
      trapped = Promise.resolve(sabotage({ socket, pass, emulator, released: held.promise }));
      await trapped;
    } else if (request.effect === 'read' && sight === 'dark') socket.write(dark);
    else {
      const at = request.effect === 'read' && sight === 'past' ? 'copy' : 'present';
      socket.write(answerOf(await forward(`${hostsUrl}/${at}`, request.bytes, agent)));
    }
  };
  const server = createServer((socket) => {
    const connection = connections;
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (unreadAfter === arrived.filter(({ effect }) => effect === 'write').length) {
      unreadAfter = undefined;
      unread += 1;
      freeze();
      socket.end();
      return;
    }
    let waiting = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      const size = sizeOf(waiting);
      if (size === undefined || waiting.length < size) return;
      const bytes = waiting.subarray(0, size);
      waiting = waiting.subarray(size);
      const [method = '', target = ''] = bytes.toString('latin1').split(' ', 2);
      const request = { method, target, effect: effectOf(emulator, method, target), connection, bytes };
      arrived.push(request);
      void serve(socket, request);
    });
  });
  const url = await listeningRaw(server);
  return {
    url,
    arrived,
    get unread() {
      return unread;
    },
    get applied() {
      return present.ledger.entries().filter((entry) => entry.applied).length;
    },
    reset(prepare) {
      trap = undefined;
      unreadAfter = undefined;
      sight = 'present';
      unread = 0;
      arrived.length = 0;
      const state = emulator.seed();
      prepare?.(state);
      present.projection.replace(state);
      present.ledger.clear();
    },
    set(given, after) {
      trap = given;
      next = after;
      held = Promise.withResolvers<void>();
    },
    show(given) {
      sight = given;
    },
    async release() {
      held.resolve();
      await trapped;
    },
    leaveUnread(writes, after) {
      unreadAfter = writes;
      next = after;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      agent.destroy();
      await closed(hosts);
    },
  };
}

/** An answer as the emulator gives it, well framed. */
export function answerOf({ status, body }: Passed, head = ''): string | Buffer {
  const bytes = Buffer.from(body);
  const framing = status === 204 ? '' : `Content-Type: application/json\r\nContent-Length: ${bytes.length}\r\n`;
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${framing}${head}\r\n`), bytes]);
}

/** Bytes of the request that a buffer begins with; undefined while its head is not complete. */
function sizeOf(received: Buffer): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  return end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(received.toString('latin1', 0, end))?.[1] ?? 0);
}

/** What the emulator says a request is; one that it does not know is taken for a write, which must not be overlooked. */
function effectOf({ routes }: Emulator, method: string, target: string): 'read' | 'write' {
  const [path = ''] = target.split('?', 1);
  return routes.find((route) => route.method === method && route.pattern.test(path))?.effect ?? 'write';
}

function forward(base: string, bytes: Buffer, agent: Agent): Promise<Passed> {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [method = '', target = ''] = first.split(' ', 2);
  const given = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const headers = Object.fromEntries(given.filter(([name]) => name?.toLowerCase() !== 'connection'));
  return new Promise((resolve, reject) => {
    const asked = httpRequest(base + target, { method, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    });
    asked.on('error', reject);
    asked.end(bytes.subarray(end + 4));
  });
}

function listeningRaw(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}
