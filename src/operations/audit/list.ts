import { type Kysely, sql } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import type { AuditRecord } from './record.ts';

/** What listed events have in common; what is absent does not matter. */
export interface AuditFilter {
  readonly type?: string;
  readonly principal?: string;
  readonly connection?: string;
  /** Only those of one of these. */
  readonly connections?: readonly string[];
  readonly organization?: string;
  readonly operation?: string;
  readonly outcome?: string;
  /** Included. */
  readonly fromTime?: Date;
  /** Not included. */
  readonly toTime?: Date;
}

export interface AuditPageRequest {
  readonly size: number;
  /** Only records before this one; undefined for the first page. */
  readonly before: number | undefined;
}

/** Records from the newest to the oldest, each with the hash of its line. */
export interface AuditPage {
  readonly records: readonly (AuditRecord & { readonly hash: string })[];
  /** The `before` of the next page; absent at the end. */
  readonly next?: number;
}

const texts = ['type', 'principal', 'connection', 'organization', 'operation', 'outcome'] as const;

export async function listRecords(
  db: Kysely<Schema>,
  filter: AuditFilter,
  { size, before }: AuditPageRequest,
): Promise<AuditPage> {
  let query = db
    .selectFrom('audit_events')
    .select(['seq', 'record', 'hash'])
    .orderBy('seq', 'desc')
    // One more than asked for shows whether there is another page.
    .limit(size + 1);
  for (const name of texts) {
    const value = filter[name];
    if (value !== undefined) query = query.where(name, '=', value);
  }
  if (filter.connections !== undefined) {
    query = query.where('connection', '=', sql<string>`any(${[...filter.connections]})`);
  }
  if (filter.fromTime !== undefined) query = query.where('time', '>=', filter.fromTime);
  if (filter.toTime !== undefined) query = query.where('time', '<', filter.toTime);
  if (before !== undefined) query = query.where('seq', '<', before);
  const rows = await query.execute();
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    records: page.map(({ record, hash }) => ({ ...(JSON.parse(record) as AuditRecord), hash: hash.toString('hex') })),
    ...(rows.length > size && last !== undefined ? { next: last.seq } : {}),
  };
}
