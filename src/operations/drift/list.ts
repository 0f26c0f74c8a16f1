import type { Kysely } from 'kysely';
import type { DriftRow } from '../../storage/drift-tables.ts';
import type { Schema } from '../../storage/schema.ts';
import { talliedOf } from './row.ts';
import type { Tallied } from './tally.ts';

/** What listed records have in common; what is absent does not matter. */
export interface DriftFilter {
  readonly severity?: DriftRow['severity'];
  readonly upstreamOperation?: string;
}

/** The place of a record in the list. */
export interface DriftPlace {
  readonly lastSeen: Date;
  readonly id: string;
}

export interface DriftPageRequest {
  readonly size: number;
  /** Only records after this one in the list; undefined for the first page. */
  readonly after: DriftPlace | undefined;
}

export interface DriftPage {
  readonly records: readonly (Tallied & { readonly id: string })[];
  /** The `after` of the next page; absent at the end. */
  readonly next?: DriftPlace;
}

/** Records of one connection, the one seen last first. */
export async function listDrift(
  db: Kysely<Schema>,
  connection: string,
  { severity, upstreamOperation }: DriftFilter,
  { size, after }: DriftPageRequest,
): Promise<DriftPage> {
  let query = db
    .selectFrom('drift_records')
    .selectAll()
    .where('connection', '=', connection)
    .orderBy('last_seen', 'desc')
    .orderBy('id', 'desc')
    // One more than asked for shows whether there is another page.
    .limit(size + 1);
  if (severity !== undefined) query = query.where('severity', '=', severity);
  if (upstreamOperation !== undefined) query = query.where('upstream_operation', '=', upstreamOperation);
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('last_seen', 'id'), '<', tuple(after.lastSeen, after.id)),
    );
  }
  const rows = await query.execute();
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    records: page.map((row) => ({ id: row.id, ...talliedOf(row) })),
    ...(rows.length > size && last !== undefined ? { next: { lastSeen: last.last_seen, id: last.id } } : {}),
  };
}

/** How many records there are. */
export interface DriftCount {
  readonly connection: string;
  readonly severity: DriftRow['severity'];
  readonly records: number;
}

export function countDrift(db: Kysely<Schema>): Promise<readonly DriftCount[]> {
  return db
    .selectFrom('drift_records')
    .select(({ fn }) => ['connection', 'severity', fn.countAll<number>().as('records')])
    .groupBy(['connection', 'severity'])
    .execute();
}
