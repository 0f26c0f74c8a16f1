import type { Kysely } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import { createRunner, type Runner } from '../audit/runner.ts';
import { storageUnavailable } from '../journal.ts';
import {
  countDrift,
  type DriftCount,
  type DriftFilter,
  type DriftPage,
  type DriftPageRequest,
  listDrift,
} from './list.ts';
import { storeDrift } from './store.ts';
import { kindOf, type Noted, Tally } from './tally.ts';

/** What upstreams were seen to do otherwise than their documents say, counted by kind over all replicas. */
export interface DriftLog extends Runner {
  /** Counts a difference; it is kept in memory until it is stored. Answers whether this replica sees the kind for the first time. */
  note(noted: Noted): boolean;
  /** The first page shows everything noted here before. Throws `storage-unavailable`. */
  list(connection: string, filter: DriftFilter, page: DriftPageRequest): Promise<DriftPage>;
  /** Rejects when the database cannot be read. */
  counts(): Promise<readonly DriftCount[]>;
}

interface Composition {
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
  /** Hears of the first of several failures in a row to store what was counted. */
  readonly failed: (error: unknown) => void;
}

const storeEveryMs = 1_000;
/** Kinds of one connection, in memory and on record. */
const bound = 1_000;

export function createDriftLog({ db, now, failed }: Composition): DriftLog {
  const tally = new Tally(bound);
  const seen = new Map<string, Set<string>>();
  const work = async (): Promise<void> => {
    const tallied = tally.take();
    if (tallied.length === 0) return;
    try {
      await storeDrift(db, tallied, bound);
    } catch (error) {
      // Nothing of it was stored. What came in the meantime is counted to it.
      for (const each of tallied) tally.add(each);
      throw error;
    }
  };
  const runner = createRunner(work, storeEveryMs, failed);
  return {
    ...runner,
    note(noted) {
      const time = now();
      tally.add({ ...noted, count: 1, firstSeen: time, lastSeen: time });
      return isNew(seen, noted);
    },
    list: async (connection, filter, page) => {
      try {
        if (page.after === undefined) await runner.flush();
        return await listDrift(db, connection, filter, page);
      } catch (error) {
        throw storageUnavailable(
          error,
          'The drift records cannot be read at this moment. Nothing is lost; try again later.',
        );
      }
    },
    counts: () => countDrift(db),
  };
}

function isNew(seen: Map<string, Set<string>>, { connection, deviation }: Noted): boolean {
  const kinds = seen.get(connection) ?? new Set();
  seen.set(connection, kinds);
  const kind = kindOf(deviation);
  if (kinds.has(kind) || kinds.size >= bound) return false;
  kinds.add(kind);
  return true;
}
