import { type Kysely, sql } from 'kysely';

/** API keys, and the number by which replicas see that they have changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_keys (
      id text primary key,
      name text not null,
      sha256 bytea not null check (length(sha256) = 32),
      permissions text[] not null,
      connections text[],
      created_at timestamptz(3) not null,
      expires_at timestamptz(3),
      revoked_at timestamptz(3),
      replaces text unique references api_keys (id)
    );
    create unique index api_keys_name on api_keys (name) where replaces is null;

    create table api_key_revision (revision bigint not null);
    insert into api_key_revision values (0);

    create function count_key_change() returns trigger language plpgsql set search_path from current as $$
      begin
        update api_key_revision set revision = revision + 1;
        return null;
      end
    $$;
    create trigger api_keys_changed after insert or update or delete or truncate on api_keys
      for each statement execute function count_key_change();
  `.execute(db);
}
