import { type Kysely, sql } from 'kysely';

/** What callers have used up of their limits, in the form of rate-limiter-flexible: `expire` is in milliseconds since 1970. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table rate_limits (
      key text primary key,
      points integer not null,
      expire bigint not null
    );
    create index rate_limits_expire on rate_limits (expire);
  `.execute(db);
}
