import { type Kysely, sql } from 'kysely';

/** Observed differences between upstreams and their documents. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table drift_records (
      id text primary key,
      connection text not null,
      provider text not null,
      upstream_operation text not null,
      direction text not null check (direction in ('request', 'response')),
      status integer,
      pointer text not null,
      keyword text not null,
      expected text not null,
      observed_type text not null,
      severity text not null check (severity in ('breaking', 'risky', 'harmless')),
      unified_operations text[] not null,
      unified_fields text[] not null,
      contract_version text not null,
      count bigint not null,
      first_seen timestamptz(3) not null,
      last_seen timestamptz(3) not null
    );
    create index drift_records_connection on drift_records (connection, last_seen desc, id desc);
  `.execute(db);
}
