import { setTimeout as wait } from 'node:timers/promises';
import type { Clients } from './client.ts';
import type { Fleet, Replica } from './fleet.ts';

/** Kills replicas while they work. */
export interface Killer {
  /** To be told of every success at the moment it is told; may kill the one that told it. */
  told(by: Replica): void;
  /** Kills so many times, the replicas in turn, and leaves two behind. */
  rage(kills: number, calls: number): Promise<void>;
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
    async rage(wanted, calls) {
      const half = Math.ceil(calls / wanted / 2);
      let respite = respiteEvery;
      while (kills < wanted) {
        while (fleet.replicas.length < 2) await fleet.start();
        clients().release(half);
        await wait(soonestMs + random() * (latestMs - soonestMs));
        const [older, younger] = fleet.replicas;
        if (older === undefined || younger === undefined) throw new Error('a gateway ended by itself');
        const victim = random() < 0.7 ? older : younger;
        if (random() < 0.4) await killUponSuccess(victim);
        else kill(victim);
        // Now and then nobody is left.
        if (random() < 0.05 && kills < wanted) kill(victim === older ? younger : older);
        onKill(kills);
        clients().release(half);
        if (kills >= respite && kills < wanted) {
          respite += respiteEvery;
          while (fleet.replicas.length < 2) await fleet.start();
          await wait(respiteMs);
        }
      }
      while (fleet.replicas.length < 2) await fleet.start();
    },
  };
}
