import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulators } from '../../src/generated/emulators.ts';
import { type Child, startChild } from './child.ts';

/** One gateway process. */
export interface Replica {
  readonly url: string;
  /** Ends it by SIGKILL; nothing is sent to it any more from then on. */
  kill(): void;
}

/** The replicas of a gateway, started by its command line, on one database. */
export interface Fleet {
  /** Those that are ready and were not killed, the oldest first. */
  readonly replicas: readonly Replica[];
  /** Starts one more; resolves when it is ready. */
  start(): Promise<Replica>;
  stop(): Promise<void>;
}

export interface FleetOptions {
  /** Where the sources are that are run: a folder with `src`. */
  readonly root: string;
  /** A folder for everything that the gateways need on disk. */
  readonly folder: string;
  /** A folder for what Node has compiled: most of a start is compiling, and the sources are the same every time. */
  readonly compiled: string;
  /** URL of the database that they share. */
  readonly database: string;
  readonly upstreams: string;
}

/** Makes the configuration; starts nothing yet. */
export function createFleet({ root, folder, compiled, database, upstreams }: FleetOptions): Fleet {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'orgway.yaml');
  writeFileSync(config, JSON.stringify(configuration(database, upstreams)));
  const words = [join(root, 'src', 'main.ts'), 'serve', '--json', '--config', config];
  const environment = {
    PORT: '0',
    ORGWAY_DATA: join(folder, 'data'),
    ORGWAY_LOG: 'error',
    NODE_COMPILE_CACHE: compiled,
  };
  const replicas: Replica[] = [];
  const ended = new Set<Promise<string>>();
  const failures: string[] = [];
  return {
    get replicas() {
      if (failures.length > 0) throw new Error(`a gateway ended by itself: ${failures.join('\n')}`);
      return replicas;
    },
    async start() {
      const child: Child = await startChild(words, environment);
      const { gateway } = JSON.parse(child.line) as { readonly gateway: string };
      const replica: Replica = {
        url: gateway,
        kill() {
          replicas.splice(replicas.indexOf(replica), 1);
          child.kill();
        },
      };
      replicas.push(replica);
      ended.add(child.ended);
      void child.ended.then((complaints) => {
        ended.delete(child.ended);
        if (replicas.includes(replica)) failures.push(complaints);
      });
      return replica;
    },
    async stop() {
      for (const replica of [...replicas]) replica.kill();
      await Promise.all(ended);
    },
  };
}

function configuration(database: string, upstreams: string): object {
  const connections = emulators.map(({ provider, credentials }) => [
    provider,
    { provider, baseUrl: `${upstreams}/${provider}`, credentials, allowPrivateNetwork: true },
  ]);
  return {
    database: { url: database },
    secretKey: randomBytes(32).toString('base64'),
    auth: { sandboxKey: true },
    connections: Object.fromEntries(connections),
  };
}
