import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { diskFull, isComplete, MessageReader, query, statementIn } from './postgres-messages.ts';

/** What becomes of a commit. */
export interface Fate {
  /** The server gets to see it only then. */
  readonly sent?: Promise<void>;
  /** It is rolled back, and answered with an error. */
  readonly refused?: true;
  /** The server's answer is passed on only then; or never, because the connection is cut instead. */
  readonly answered?: Promise<void> | 'never';
}

/** Decides about a commit by the tables that its transaction has inserted into. */
export type Judge = (tables: ReadonlySet<string>) => Fate;

/** Stands between a gateway and its database, and has a say in every commit. */
export interface PostgresProxy {
  /** The database as the gateway is to see it. */
  readonly url: string;
  judge(judge: Judge): void;
  /** Cuts every connection and takes no new one, until it is `back`. */
  away(): void;
  back(): void;
  stop(): Promise<void>;
}

const pass: Judge = () => ({});

export async function startPostgresProxy(database: string): Promise<PostgresProxy> {
  const { hostname, port } = new URL(database);
  const sockets = new Set<Socket>();
  let judge = pass;
  let isAway = false;
  const server = createServer((client) => {
    if (isAway) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      // Message by message is many small pieces.
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    const tables = new Set<string>();
    /** The fate of the commit that the server is about to answer. */
    let open: Fate | undefined;
    relay(client, 'client', async (message) => {
      const statement = statementIn(message);
      const [, table] = /^insert into "(\w+)"/.exec(statement ?? '') ?? [];
      if (table !== undefined) tables.add(table);
      if (statement !== 'commit') {
        if (statement === 'rollback') tables.clear();
        upstream.write(message);
        return;
      }
      const fate = judge(new Set(tables));
      tables.clear();
      await fate.sent;
      open = fate;
      upstream.write(fate.refused === true ? query('rollback') : message);
    });
    relay(upstream, 'server', async (message) => {
      const fate = open;
      if (fate === undefined || !isComplete(message)) {
        client.write(message);
        return;
      }
      open = undefined;
      if (fate.answered === 'never') client.destroy();
      await fate.answered;
      client.write(fate.refused === true ? diskFull : message);
    });
  });
  const address = await new Promise<AddressInfo>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo));
  });
  const url = new URL(database);
  url.host = `127.0.0.1:${address.port}`;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    judge(next) {
      judge = next;
    },
    away() {
      isAway = true;
      cut();
    },
    back() {
      isAway = false;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

/** Has the messages of one direction handled one after the other. */
function relay(from: Socket, side: 'client' | 'server', handle: (message: Buffer) => Promise<void>): void {
  const reader = new MessageReader(side);
  let turn = Promise.resolve();
  from.on('data', (bytes) => {
    turn = turn.then(async () => {
      for (const message of reader.read(bytes)) await handle(message);
    });
  });
}
