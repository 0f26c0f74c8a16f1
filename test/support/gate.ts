import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { closed, listening } from './gateway.ts';

/** A door in front of an upstream: it can be shut for some requests and opened again, and it counts who is inside. */
export interface Gate {
  readonly url: string;
  /** Keeps requests that this holds for waiting, from now on. */
  shut(holds: (method: string, path: string) => boolean): void;
  /** Resolves when so many requests wait at the door. */
  waiting(count: number): Promise<void>;
  /** Lets everybody in. */
  open(): void;
  /** Cuts off those who wait to reach such a path; the upstream never hears of them. */
  drop(cuts: (path: string) => boolean): void;
  /** The most requests that were inside at once, by `of`, since the last call. */
  crowding(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/**
 * `of` names what a request is about; requests that it names nothing for are not counted. Those inside stay there for `holdMs`
 * before they are passed on.
 */
export async function startGate(
  upstream: string,
  of: (method: string, path: string) => string | undefined = () => undefined,
  holdMs = 0,
): Promise<Gate> {
  let holds: (method: string, path: string) => boolean = () => false;
  let queue: { readonly path: string; readonly decide: (passes: boolean) => void }[] = [];
  const inside = new Map<string, number>();
  let most = new Map<string, number>();
  const count = (name: string, by: number): void => {
    const now = (inside.get(name) ?? 0) + by;
    inside.set(name, now);
    most.set(name, Math.max(most.get(name) ?? 0, now));
  };
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = '', url: path = '' } = incoming;
    const name = of(method, path);
    if (name !== undefined) count(name, 1);
    outgoing.once('close', () => name !== undefined && count(name, -1));
    // Whole before it waits: what was sent goes on its way even when the sender dies at the door.
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const passes = !holds(method, path) || (await new Promise<boolean>((decide) => queue.push({ path, decide })));
    if (!passes) {
      outgoing.destroy();
      return;
    }
    if (holdMs > 0) await wait(holdMs);
    const passed = forward(upstream + path, { method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    passed.end(Buffer.concat(chunks));
  };
  const dismiss = (whom: (path: string) => boolean, passes: boolean): void => {
    const dismissed = queue.filter(({ path }) => whom(path));
    queue = queue.filter(({ path }) => !whom(path));
    for (const { decide } of dismissed) decide(passes);
  };
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  const url = await listening(server);
  return {
    url,
    shut: (which) => {
      holds = which;
    },
    async waiting(number) {
      while (queue.length < number) await wait(5);
    },
    open() {
      holds = () => false;
      dismiss(() => true, true);
    },
    drop: (cuts) => dismiss(cuts, false),
    crowding() {
      const counted = most;
      most = new Map();
      return counted;
    },
    stop: () => closed(server),
  };
}
