import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { connect, type Database, schemaName } from './database.ts';
import { migrations } from './migrations/index.ts';

const oldestMajor = 14;

/**
 * Brings the tables to what this version needs. Replicas may do so at the same time: one migrates, the others wait. Throws an
 * `Error` when the server is too old, or when the tables were made by a newer version.
 */
export async function migrate(database: Database): Promise<void> {
  // Through connections of its own: a large table takes longer to change than any statement of a request may take.
  const { db, close } = connect(database.url, 1, 0);
  try {
    await refuseOldServer(db);
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
      migrationTableSchema: schemaName,
    }).migrateToLatest();
    if (error === undefined) return;
    // When even this cannot be read, the first error says more.
    const newer = (await madeMigrations(db).catch(() => [])).filter(isUnknown);
    if (newer.length === 0) throw error;
    throw new Error(
      `the database was migrated by a newer version of Orgway (${newer.join(', ')}): upgrade this gateway to that version`,
    );
  } finally {
    await close();
  }
}

/** How a database stands. */
export interface MigrationState {
  /** Of the server. */
  readonly version: string;
  /** Migrations that are still to be made, and those that this version does not know. */
  readonly pending: readonly string[];
  readonly newer: readonly string[];
}

/** Looks only. Throws an `Error` when the server is too old. */
export async function migrationState(db: Database['db']): Promise<MigrationState> {
  const version = await refuseOldServer(db);
  const made = await madeMigrations(db).catch((error: { readonly code?: string }): readonly string[] => {
    if (error.code === undefinedTable) return [];
    throw error;
  });
  return {
    version,
    pending: Object.keys(migrations).filter((name) => !made.includes(name)),
    newer: made.filter(isUnknown),
  };
}

const undefinedTable = '42P01';

/** Answers the version of the server. */
async function refuseOldServer(db: Database['db']): Promise<string> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) >= oldestMajor) return version;
  throw new Error(`the database server is PostgreSQL ${version}: Orgway needs version ${oldestMajor} or newer`);
}

const isUnknown = (name: string): boolean => !Object.hasOwn(migrations, name);

async function madeMigrations(db: Database['db']): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}
