import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way from a gateway to its database that can be closed, and that can stop carrying anything without a word. */
export interface DatabaseWay {
  /** The database as the gateway is to see it. */
  readonly url: string;
  /** Cuts every connection; new ones are refused, or taken and cut. */
  close(how: 'refusing' | 'cutting'): Promise<void>;
  /** Keeps every connection as it is on both sides, takes new ones, and loses all that is sent. */
  silence(): void;
  /** Carries again. What was lost in silence stays lost. */
  open(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDatabaseWay(database: string): Promise<DatabaseWay> {
  const { hostname, port } = new URL(database);
  const sockets = new Set<Socket>();
  let cutting = false;
  let silent = false;
  const server = createServer((near) => {
    if (cutting) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => {});
      from.on('data', (bytes) => {
        if (!silent) to.write(bytes);
      });
      from.on('close', () => {
        sockets.delete(from);
        // The other side of a connection that ends in silence does not hear of it.
        if (!silent) to.destroy();
      });
    }
  });
  const listen = (on: number): Promise<number> =>
    new Promise((resolve) => {
      server.listen(on, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const own = await listen(0);
  const url = new URL(database);
  url.host = `127.0.0.1:${own}`;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const unlistened = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      cut();
    });
  return {
    url: url.href,
    async close(how) {
      cutting = how === 'cutting';
      if (cutting) cut();
      else await unlistened();
    },
    silence() {
      silent = true;
    },
    async open() {
      cutting = false;
      silent = false;
      if (!server.listening) await listen(own);
    },
    async stop() {
      silent = false;
      await unlistened();
    },
  };
}
