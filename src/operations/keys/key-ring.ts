import type { Kysely } from 'kysely';
import { Problem } from '../../problem/problem.ts';
import type { Schema } from '../../storage/schema.ts';
import { connectionsIn, type Grants } from './grants.ts';

/** A key that is in use, as a replica knows it. */
export interface RingKey extends Grants {
  readonly name: string;
  readonly sha256: Buffer;
  /** Milliseconds of the time of day; never is infinite. */
  readonly expires: number;
}

/**
 * The stored keys that are in use, kept in memory: a request asks the database nothing. What is known is compared with the
 * database before it is a second old, so that a key that was revoked opens nothing after that on any replica.
 */
export interface KeyRing {
  /**
   * The key of an id. While the database does not answer, those known go on for some minutes; `authentication-unavailable` is
   * thrown for every other.
   */
  find(id: string): Promise<RingKey | undefined>;
}

interface Composition {
  readonly db: Kysely<Schema>;
  /** The time of day. */
  readonly now: () => Date;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
  /** How many milliseconds a request waits for the word of the database. */
  readonly patienceMs: number;
}

/** What is younger is taken as it is. */
const freshMs = 400;
/** What is older is not taken without a word of the database, as long as that answers. */
const staleMs = 800;
/** How long what is known is believed while the database does not answer. */
const graceMs = 300_000;
/** Between attempts while it does not. */
const againMs = 500;

export function createKeyRing({ db, now, clock, patienceMs }: Composition): KeyRing {
  let keys: ReadonlyMap<string, RingKey> = new Map();
  let revision: number | undefined;
  /** When what is known was asked for. */
  let asOf = Number.NEGATIVE_INFINITY;
  let failedAt: number | undefined;
  let underWay: Promise<void> | undefined;

  const compare = async (): Promise<void> => {
    const begun = clock();
    const current = await db.selectFrom('api_key_revision').select('revision').executeTakeFirstOrThrow();
    if (current.revision !== revision) {
      const loaded = await load(db);
      keys = loaded.keys;
      revision = loaded.revision;
    }
    asOf = begun;
  };
  /** Rejects when the database does not answer; one comparison at a time is enough for everybody. */
  const compared = (): Promise<void> => {
    underWay ??= compare().then(
      () => {
        failedAt = undefined;
        underWay = undefined;
      },
      (error: unknown) => {
        failedAt = clock();
        underWay = undefined;
        throw error;
      },
    );
    return underWay;
  };
  const failedLately = (time: number): boolean => failedAt !== undefined && time - failedAt < againMs;
  const known = (id: string): RingKey | undefined => {
    const key = keys.get(id);
    return key !== undefined && key.expires > now().getTime() ? key : undefined;
  };
  /** Whether what is known was asked for at this time or later; false when the database did not say soon enough. */
  const knownSince = async (time: number): Promise<boolean> => {
    try {
      while (asOf < time) await within(patienceMs, compared());
      return true;
    } catch {
      failedAt = clock();
      return false;
    }
  };
  return {
    async find(id) {
      const asked = clock();
      const has = keys.has(id);
      if (has && asked - asOf < staleMs) {
        if (asked - asOf >= freshMs && !failedLately(asked)) compared().catch(() => {});
        return known(id);
      }
      // Not everybody waits again for a database that has just not answered.
      if (has && failedLately(asked) && asked - asOf < graceMs) return known(id);
      if (await knownSince(has ? asked - staleMs : asked)) return known(id);
      if (has && asked - asOf < graceMs) return known(id);
      throw new Problem('authentication-unavailable');
    },
  };
}

/** The keys that are in use and the revision they are of, from one moment. */
async function load(
  db: Kysely<Schema>,
): Promise<{ readonly revision: number; readonly keys: ReadonlyMap<string, RingKey> }> {
  const rows = await db
    .selectFrom('api_key_revision')
    .leftJoin('api_keys', (join) => join.on('revoked_at', 'is', null))
    .select(['revision', 'id', 'name', 'sha256', 'permissions', 'connections', 'expires_at'])
    .execute();
  const keys = new Map<string, RingKey>();
  for (const { id, name, sha256, permissions, connections, expires_at } of rows) {
    if (id === null || name === null || sha256 === null || permissions === null) continue;
    const expires = expires_at?.getTime() ?? Number.POSITIVE_INFINITY;
    keys.set(id, { name, sha256, permissions, connections: connectionsIn(connections), expires });
  }
  return { revision: rows[0]?.revision ?? 0, keys };
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
