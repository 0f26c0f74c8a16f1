import { sql } from 'kysely';
import { emulators } from '../../src/generated/emulators.ts';
import type { Emulator } from '../../src/sandbox/emulator.ts';
import { type BreakingProxy, startBreakingProxy } from '../support/breaking-proxy.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';

/** An upstream for one test at a time, and the connections to it. */
export interface Lane {
  readonly proxy: BreakingProxy;
  /** The connection's id, and that of another one to the same upstream which does not wait for long. */
  readonly patient: string;
  readonly impatient: string;
}

/** A gateway before several upstreams of one provider, so that tests can run at the same time. */
export interface Lanes {
  readonly gateway: RunningGateway;
  /** Runs on a free lane, with the journal of its connections empty. */
  use(test: (lane: Lane) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Long for a loopback upstream, even on a machine that is busy. */
const impatienceMs = 800;

/** `count`: how many scenes play at the same time; vitest runs five tests at once. */
export async function startLanes(provider: string, count: number): Promise<Lanes> {
  const emulator = emulatorOf(provider);
  const lanes = await Promise.all(
    Array.from({ length: count }, async (_, index): Promise<Lane> => {
      const patient = `${provider}-${index}`;
      return { proxy: await startBreakingProxy(emulator), patient, impatient: `${patient}-impatient` };
    }),
  );
  const gateway = await startGateway(
    lanes.flatMap(({ proxy, patient, impatient }) => [
      { id: patient, provider, baseUrl: proxy.url },
      { id: impatient, provider, baseUrl: proxy.url, timeoutMs: impatienceMs },
    ]),
    // Nobody looks but the tests, and two looks need not be far apart.
    { pace: { looksAfterMs: Array.from({ length: 50 }, () => 600_000), quietFactor: 0.005 } },
  );
  const free = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  return {
    gateway,
    async use(test) {
      const lane = free.pop() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)));
      try {
        await forget(gateway, [lane.patient, lane.impatient]);
        await test(lane);
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(lane);
        else next(lane);
      }
    },
    async stop() {
      await gateway.stop();
      await Promise.all(lanes.map(({ proxy }) => proxy.stop()));
    },
  };
}

export function emulatorOf(provider: string): Emulator {
  const found = emulators.find((each) => each.provider === provider);
  if (found === undefined) throw new Error(`no emulator of ${provider}`);
  return found;
}

async function forget({ database: { db } }: RunningGateway, connections: readonly string[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // Somebody may still look after an operation that is about to go.
    await sql`lock table looks in share row exclusive mode`.execute(transaction);
    const operations = transaction.selectFrom('operations').select('id').where('connection', 'in', connections);
    await transaction.deleteFrom('looks').where('operation', 'in', operations).execute();
    await transaction.deleteFrom('steps').where('operation', 'in', operations).execute();
    await transaction.deleteFrom('operations').where('connection', 'in', connections).execute();
  });
}
