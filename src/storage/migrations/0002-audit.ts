import { type Kysely, sql } from 'kysely';

/** The audit trail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_outbox (
      id bigint generated always as identity primary key,
      time timestamptz(3) not null,
      event jsonb not null
    );

    create table audit_events (
      seq bigint primary key,
      time timestamptz(3) not null,
      type text not null,
      principal text,
      action text,
      connection text,
      organization text,
      operation text,
      outcome text,
      record text not null,
      hash bytea not null
    );
    create index audit_events_time on audit_events (time);
    create index audit_events_type on audit_events (type, seq);
    create index audit_events_principal on audit_events (principal, seq) where principal is not null;
    create index audit_events_connection on audit_events (connection, seq) where connection is not null;
    create index audit_events_organization on audit_events (organization, seq) where organization is not null;
    create index audit_events_operation on audit_events (operation, seq) where operation is not null;
    create index audit_events_outcome on audit_events (outcome, seq) where outcome is not null;

    create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit trail is append-only: % of % is refused', lower(tg_op), tg_table_name
          using errcode = 'restrict_violation';
      end
    $$;
    create trigger audit_events_append_only before update or delete or truncate on audit_events
      for each statement execute function refuse_change();
  `.execute(db);
}
