import { expire } from './expire.ts';
import type { Journal } from './journal.ts';
import type { Follow } from './settle.ts';

/** Finds operations whose replica has gone, and hands them to whoever is alive. */
export interface Watch {
  stop(): Promise<void>;
}

/** How often all that is not settled is looked up, in watches, in case a job for it was lost. */
const sweepEvery = 20;

/** How often what is over its time is emptied, in watches. */
const expireEvery = 600;

/** Starts watching; what fails is tried again with the next watch. */
export function startWatch(journal: Journal, follow: Follow): Watch {
  const goneSince = new Map<number, number>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let watches = 0;
  const watch = async (): Promise<void> => {
    try {
      for (const operation of await abandoned(journal, goneSince)) follow(operation, 0);
      if (watches % sweepEvery === 0) for (const operation of await unsettled(journal)) follow(operation, 0);
      if (watches % expireEvery === 0) await expire(journal);
      watches += 1;
    } catch {
      // The database is away; its operations are where they were.
    }
    if (!stopped) timer = setTimeout(tick, journal.pace.watchMs).unref();
  };
  let underWay = Promise.resolve();
  const tick = (): void => {
    underWay = watch();
  };
  tick();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}

/**
 * Takes operations from replicas that have been gone for longer than a write may wait to be sent: none of theirs can still go
 * out. A replica that only lost its connection for a moment is back by then.
 */
async function abandoned({ db, presence, pace }: Journal, goneSince: Map<number, number>): Promise<readonly string[]> {
  const owned = await db
    .selectFrom('operations')
    .select('owner')
    .distinct()
    .where('state', '<>', 'settled')
    .where('owner', 'is not', null)
    .execute();
  const alive = await presence.alive();
  const gone = owned.flatMap(({ owner }) => (owner === null || alive.has(owner) ? [] : owner));
  for (const replica of goneSince.keys()) if (!gone.includes(replica)) goneSince.delete(replica);
  const now = performance.now();
  for (const replica of gone) if (!goneSince.has(replica)) goneSince.set(replica, now);
  const dead = gone.filter((replica) => now - (goneSince.get(replica) ?? now) >= pace.sendWindowMs);
  if (dead.length === 0) return [];
  const taken = await db
    .updateTable('operations')
    .set({ state: 'unsettled', outcome: 'unknown', owner: null })
    .where('state', '<>', 'settled')
    .where('owner', 'in', dead)
    .returning('id')
    .execute();
  return taken.map(({ id }) => id);
}

async function unsettled({ db }: Journal): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('operations')
    .select('id')
    .where('state', '=', 'unsettled')
    .where('owner', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}
