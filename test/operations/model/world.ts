import { setTimeout as wait } from 'node:timers/promises';
import { emulators } from '../../../src/generated/emulators.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import { freshDatabase } from '../../support/database.ts';
import { type DatabaseWay, startDatabaseWay } from '../../support/database-way.ts';
import { type RunningEmulators, startEmulators } from '../../support/emulators.ts';
import { type Answer, type Call, type RunningGateway, sharedSecret, startGateway } from '../../support/gateway.ts';
import { emulated } from '../../support/sandbox.ts';
import { type Held, upstreams } from './organizations.ts';

/** What becomes of the next write at an upstream, or of the next one to a path. */
export type Mishap = Pick<Fault, 'reset' | 'status' | 'truncate' | 'latencyMs' | 'path'>;

/** Searches are reads, whatever their method. */
const anyWrite = '^(?!.*search)';

/** A gateway that can be restarted and can crash, over the emulators. */
export interface World {
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** Has the next write at a provider go wrong. */
  trap(provider: string, mishap: Mishap): Promise<void>;
  /** Whether that write has arrived. */
  sprung(provider: string): Promise<boolean>;
  /** Writes that took effect, in order. */
  executed(provider: string): Promise<readonly LedgerEntry[]>;
  organizations(provider: string): Promise<readonly Held[]>;
  restart(): Promise<void>;
  /** Takes everything away from the gateway that it would need to end what it is at, and starts another one. */
  crash(): Promise<void>;
  /** Back to the seeds, and to an empty journal. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

const pace = {
  // Of a replica that crashed, long before anything else is looked at.
  sendWindowMs: 300,
  objectWaitMs: 50,
  watchMs: 50,
  looksAfterMs: [20, 40, 80, 160],
  quietFactor: 0.001,
};
const writes = ['POST', 'PUT', 'PATCH', 'DELETE'];

export async function startWorld(): Promise<World> {
  const run: RunningEmulators = await startEmulators();
  const database = await freshDatabase();
  const secret = sharedSecret();
  const start = async (): Promise<{ readonly gateway: RunningGateway; readonly way: DatabaseWay }> => {
    const way = await startDatabaseWay(database);
    return { way, gateway: await startGateway(emulated(run.url), { database: way.url, secret, pace }) };
  };
  let current = await start();
  const control = async <Body>(method: string, resource: string, body?: object): Promise<Body> => {
    const answer = await run.control<Body>(method, resource, body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const stop = async (): Promise<void> => {
    const { gateway, way } = current;
    await gateway.stop();
    await way.stop();
  };
  return {
    call: (method, path, call) => current.gateway.call(method, path, call),
    async trap(provider, mishap) {
      const faults = writes.map((method) => ({ path: anyWrite, ...mishap, method, times: 1 }));
      await control('PUT', `${provider}/faults`, { faults });
    },
    async sprung(provider) {
      const { faults } = await control<{ readonly faults: Fault[] }>('GET', `${provider}/faults`);
      return faults.length < writes.length;
    },
    async executed(provider) {
      const { requests } = await control<{ readonly requests: LedgerEntry[] }>('GET', `${provider}/requests`);
      return requests.filter(({ applied }) => applied);
    },
    async organizations(provider) {
      const upstream = upstreams.find((each) => each.provider === provider);
      return upstream?.organizations((await control(`GET`, `${provider}/state`)) as never) ?? [];
    },
    async restart() {
      await stop();
      current = await start();
    },
    async crash() {
      const { gateway, way } = current;
      await way.close('cutting');
      const [started] = await Promise.all([start(), gateway.stop()]);
      await way.stop();
      current = started;
    },
    async reset() {
      for (const { provider } of emulators) {
        await control('DELETE', `${provider}/faults`);
        await control('PUT', `${provider}/state`, {});
        await control('DELETE', `${provider}/requests`);
      }
      await current.gateway.forget();
    },
    async stop() {
      await stop();
      await run.stop();
    },
  };
}

/** Waits until something holds; the test's own time limit is the end of patience. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(10);
}
