import { type Kysely, sql } from 'kysely';

/** The operations journal. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create sequence replicas as integer cycle;

    create table operations (
      id text primary key,
      seq bigint generated always as identity unique,
      action text not null,
      connection text not null,
      provider text not null,
      organization text,
      principal text not null,
      request_id text not null,
      key_scope bytea,
      fingerprint bytea not null,
      object bytea,
      state text not null check (state in ('running', 'unsettled', 'settled')),
      outcome text check (outcome in ('applied', 'partial', 'not_applied', 'unknown')),
      code text,
      reason text,
      attempt integer not null default 1,
      owner integer,
      contract_digest text not null,
      input bytea,
      answer bytea,
      settled_by text check (settled_by in ('answer', 'reading', 'recovery')),
      looks integer not null default 0,
      created_at timestamptz(3) not null,
      started_at timestamptz(3) not null,
      settled_at timestamptz(3),
      expires_at timestamptz(3) not null,
      check (state <> 'running' or owner is not null),
      check (state <> 'settled' or outcome is not null)
    );
    create unique index operations_key_scope on operations (key_scope) where key_scope is not null;
    create unique index operations_object on operations (object) where object is not null and state <> 'settled';
    create index operations_open on operations (state) where state <> 'settled';
    create index operations_expiry on operations (expires_at) where input is not null;
    create index operations_connection on operations (connection, organization, seq);

    create table steps (
      operation text not null references operations (id),
      attempt integer not null,
      number integer not null,
      upstream_operation text not null,
      request_digest text not null,
      request bytea,
      before text,
      intended_at timestamptz(3) not null,
      outcome text check (outcome in ('applied', 'not_applied', 'unknown')),
      reply bytea,
      status integer,
      code text,
      response_digest text,
      upstream_request_id text,
      ended_at timestamptz(3),
      primary key (operation, attempt, number)
    );

    create table looks (
      operation text not null,
      attempt integer not null,
      number integer not null,
      seq bigint generated always as identity,
      time timestamptz(3) not null,
      outcome text not null check (outcome in ('applied', 'not_applied', 'inconclusive')),
      reason text,
      evidence_digest text,
      primary key (operation, attempt, number, seq),
      foreign key (operation, attempt, number) references steps (operation, attempt, number)
    );
  `.execute(db);
}
