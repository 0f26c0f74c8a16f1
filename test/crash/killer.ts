import { setTimeout as wait } from 'node:timers/promises';
import type { Clients } from './client.ts';
import type { Fleet, Replica } from './fleet.ts';

/** Kills replicas while they work. */
export interface Killer {
  /** To be told of every success at the moment it is told; may kill the one that told it. */
  told(by: Replica): void;
  /**
   * Kills so many times, for at most so many milliseconds, has so many calls begun meanwhile, and leaves some replicas behind.
   */
  rage(kills: number, calls: number, limitMs: number): Promise<void>;
  readonly kills: number;
  /** Kills that hit calls on their way. */
  readonly hits: number;
}

export interface KillerOptions {
  readonly random: () => number;
  /** After how many kills the replicas are left alone for long enough to take over what the dead have left. */
  readonly respiteEvery: number;
  readonly respiteMs: number;
  readonly onKill: (kills: number) => void;
}

/** How many replicas there are before one is killed, and how many more are being started at that moment. */
const serving = 2;
const spare = 2;
/** How long after a replica is ready somebody is killed, in milliseconds. */
const soonestMs = 60;
const latestMs = 260;
/** How long to wait for a success to kill upon. */
const patienceMs = 250;

export function createKiller(
  fleet: Fleet,
  clients: () => Clients,
  { random, respiteEvery, respiteMs, onKill }: KillerOptions,
): Killer {
  let kills = 0;
  let hits = 0;
  let marked: { readonly victim: Replica; readonly hit: () => void } | undefined;
  const kill = (victim: Replica): void => {
    if (!fleet.replicas.includes(victim)) return;
    if (clients().inFlight > 0) hits += 1;
    kills += 1;
    victim.kill();
  };
  const killUponSuccess = async (victim: Replica): Promise<void> => {
    const told = new Promise<void>((resolve) => {
      marked = { victim, hit: resolve };
    });
    await Promise.race([told, wait(patienceMs)]);
    marked = undefined;
    kill(victim);
  };
  return {
    get kills() {
      return kills;
    },
    get hits() {
      return hits;
    },
    told(by) {
      if (marked?.victim !== by) return;
      kill(by);
      marked.hit();
    },
    async rage(wanted, calls, limitMs) {
      const until = performance.now() + limitMs;
      const half = Math.ceil(calls / wanted / 2);
      const starting = new Set<Promise<void>>();
      /** Resolves when one more is ready, or all are; meanwhile the next ones start, because that is what takes the time. */
      const another = async (): Promise<void> => {
        while (fleet.replicas.length + starting.size < serving + spare) {
          const start: Promise<void> = fleet.start().then(() => {
            starting.delete(start);
          });
          starting.add(start);
        }
        if (starting.size > 0) await Promise.race(starting);
        if (fleet.replicas.length < serving) await another();
      };
      let respite = respiteEvery;
      while (kills < wanted && performance.now() < until) {
        await another();
        clients().release(half);
        await wait(soonestMs + random() * (latestMs - soonestMs));
        const [oldest] = fleet.replicas;
        const youngest = fleet.replicas.at(-1);
        if (oldest === undefined || youngest === undefined) throw new Error('nobody is left to be killed');
        const victim = random() < 0.7 ? oldest : youngest;
        if (random() < 0.4) await killUponSuccess(victim);
        else kill(victim);
        // Now and then nobody is left.
        if (random() < 0.05) for (const replica of [...fleet.replicas]) if (kills < wanted) kill(replica);
        onKill(kills);
        clients().release(half);
        if (kills >= respite && kills < wanted) {
          respite += respiteEvery;
          await another();
          await wait(respiteMs);
        }
      }
      await Promise.all(starting);
    },
  };
}
