import { type Kysely, type Selectable, sql } from 'kysely';
import type { ApiKeyRow } from '../../storage/key-tables.ts';
import type { Schema } from '../../storage/schema.ts';
import type { AuditEvent } from '../audit/event.ts';
import { plainEvent } from '../audit/mask.ts';
import { recordEvent } from '../audit/outbox.ts';
import { columnOf, connectionsIn, type Grants } from './grants.ts';
import { type ApiKey, digestOf, makeKey } from './key.ts';

/** A key as it may be shown. */
export interface KeyRecord extends Grants {
  readonly id: string;
  readonly name: string;
  readonly created: Date;
  readonly expires?: Date;
  readonly revoked?: Date;
  /** When the trail last told of a use of the name, to the minute. */
  readonly used?: Date;
}

/** A key that has just been made: the only time that its text is known. */
export type NewKey = KeyRecord & { readonly text: string };

/** How the stored principal of a name is called. */
export const principalOf = (name: string): string => `key:${name}`;

/** The keys in a database, for whoever may open it. Every change is told in the audit trail. What throws, throws an `Error`. */
export interface KeyRecords {
  /** Makes the first key of a name. A name is never given to anybody else, not even when its keys are revoked. */
  create(name: string, grants: Grants, expires: Date | undefined): Promise<NewKey>;
  /** Every key there ever was, oldest first. */
  list(): Promise<readonly KeyRecord[]>;
  /** Takes a key out of use, or all of a name. Answers those that were in use. */
  revoke(nameOrId: string): Promise<readonly KeyRecord[]>;
  /**
   * Replaces a key, or the newest of a name: the new one may do the same, and lives as long unless `expires` says otherwise. The
   * old one goes out of use after so many milliseconds.
   */
  rotate(nameOrId: string, overlapMs: number, expires: Date | undefined): Promise<NewKey>;
}

export function createKeyRecords(db: Kysely<Schema>, now: () => Date): KeyRecords {
  const found = async (of: Kysely<Schema>, nameOrId: string): Promise<readonly Selectable<ApiKeyRow>[]> => {
    const rows = await of
      .selectFrom('api_keys')
      .selectAll()
      .where(({ eb, or }) => or([eb('id', '=', nameOrId), eb('name', '=', nameOrId)]))
      .execute();
    if (rows.length > 0) return rows;
    throw new Error(`there is no key ${nameOrId}; orgway keys list shows those there are`);
  };
  return {
    create: (name, grants, expires) =>
      changed(db, async (transaction) => {
        const taken = await transaction.selectFrom('api_keys').select('id').where('name', '=', name).executeTakeFirst();
        if (taken !== undefined) {
          throw new Error(`the name ${name} is taken, by key ${taken.id}: choose another, or rotate that key`);
        }
        return insert(transaction, { name, ...grants, created: now(), expires, replaces: null }, 'key.created');
      }),
    list: async () => {
      const rows = await db
        .selectFrom('api_keys')
        .selectAll()
        .select(({ selectFrom }) =>
          selectFrom('audit_events')
            .select(({ fn }) => fn.max('time').as('used'))
            .where('principal', '=', sql<string>`${principalOf('')} || api_keys.name`)
            .where('type', '=', 'key.used')
            .as('used'),
        )
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(({ used, ...row }) => ({ ...recordOf(row), ...(used === null ? {} : { used }) }));
    },
    revoke: (nameOrId) =>
      changed(db, async (transaction) => {
        const rows = (await found(transaction, nameOrId)).filter(({ revoked_at }) => revoked_at === null);
        const time = now();
        for (const row of rows) {
          await transaction.updateTable('api_keys').set({ revoked_at: time }).where('id', '=', row.id).execute();
          await tell(transaction, 'key.revoked', row, time);
        }
        return rows.map((row) => ({ ...recordOf(row), revoked: time }));
      }),
    rotate: (nameOrId, overlapMs, expires) =>
      changed(db, async (transaction) => {
        const rows = await found(transaction, nameOrId);
        const old = rows.find(({ id }) => !rows.some(({ replaces }) => replaces === id));
        const time = now();
        if (old === undefined || old.revoked_at !== null) {
          throw new Error(`key ${old?.id ?? nameOrId} is revoked, so it cannot be rotated; make one of another name`);
        }
        const successor = await transaction
          .selectFrom('api_keys')
          .select('id')
          .where('replaces', '=', old.id)
          .executeTakeFirst();
        if (successor !== undefined)
          throw new Error(`key ${old.id} was rotated already; ${successor.id} has replaced it`);
        const until = new Date(time.getTime() + overlapMs);
        await transaction
          .updateTable('api_keys')
          .set(overlapMs === 0 ? { revoked_at: time } : { expires_at: earlier(old.expires_at, until) })
          .where('id', '=', old.id)
          .execute();
        const { name, permissions, connections } = old;
        const life = old.expires_at === null ? undefined : old.expires_at.getTime() - old.created_at.getTime();
        const next = {
          name,
          permissions,
          connections: connectionsIn(connections),
          created: time,
          expires: expires ?? (life === undefined ? undefined : new Date(time.getTime() + life)),
          replaces: old.id,
        };
        return insert(transaction, next, 'key.rotated');
      }),
  };
}

/** Makes a change while nobody else makes one. */
function changed<T>(db: Kysely<Schema>, change: (transaction: Kysely<Schema>) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await transaction.selectFrom('api_key_revision').selectAll().forUpdate().execute();
    return change(transaction);
  });
}

interface Made extends Grants {
  readonly name: string;
  readonly created: Date;
  readonly expires: Date | undefined;
  readonly replaces: string | null;
}

async function insert(
  transaction: Kysely<Schema>,
  { name, permissions, connections, created, expires, replaces }: Made,
  type: 'key.created' | 'key.rotated',
): Promise<NewKey> {
  const key: ApiKey = makeKey();
  const row: ApiKeyRow = {
    id: key.id,
    name,
    sha256: digestOf(key.text),
    permissions,
    connections: columnOf(connections),
    created_at: created,
    expires_at: expires ?? null,
    revoked_at: null,
    replaces,
  };
  await transaction.insertInto('api_keys').values(row).execute();
  await tell(transaction, type, row, created);
  return { ...recordOf(row), text: key.text };
}

/** Who opened the database is not known: the event tells whose key it is, which one, and what it may do. */
async function tell(
  transaction: Kysely<Schema>,
  type: AuditEvent['type'],
  { name, sha256, permissions }: Pick<ApiKeyRow, 'name' | 'sha256' | 'permissions'>,
  time: Date,
): Promise<void> {
  const event = plainEvent({
    type,
    principal: principalOf(name),
    fields: permissions,
    digest: sha256.toString('hex'),
  });
  await recordEvent(transaction, event, time);
}

const recordOf = (row: Selectable<ApiKeyRow>): KeyRecord => ({
  id: row.id,
  name: row.name,
  permissions: row.permissions,
  connections: connectionsIn(row.connections),
  created: row.created_at,
  ...(row.expires_at === null ? {} : { expires: row.expires_at }),
  ...(row.revoked_at === null ? {} : { revoked: row.revoked_at }),
});

const earlier = (one: Date | null, other: Date): Date => (one !== null && one < other ? one : other);
