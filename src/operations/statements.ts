import { CompiledQuery, type Kysely } from 'kysely';
import type { Schema } from '../storage/schema.ts';

/** Runs statements, perhaps within a transaction, for what must not know the tables of the journal. */
export interface Statements {
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

export const statementsOf = (db: Kysely<Schema>): Statements => ({
  query: (text, values) => db.executeQuery(CompiledQuery.raw(text, [...values])),
});
