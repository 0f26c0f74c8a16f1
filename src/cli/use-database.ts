import { join } from 'node:path';
import type { Config } from '../config/model.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { startEmbedded } from '../storage/embedded.ts';
import { migrate } from '../storage/migrate.ts';
import { databaseFailure } from './database-failure.ts';
import { EndsWith, exitStatus } from './exit-status.ts';

/** A database that is used. */
export interface UsedDatabase {
  readonly database: Database;
  release(): Promise<void>;
}

/**
 * The given database, otherwise the built-in one in the data folder, which other processes may use at the same time; migrated.
 * Rejects with `EndsWith` where it cannot be used.
 */
export async function useDatabase(given: Config['database'], dataFolder: string): Promise<UsedDatabase> {
  const embedded = given === undefined ? await startEmbedded(join(dataFolder, 'postgres')) : undefined;
  const database = openDatabase(embedded?.url ?? given?.url ?? '');
  const release = async (): Promise<void> => {
    await database.close();
    await embedded?.stop();
  };
  try {
    await migrate(database);
  } catch (error) {
    await release();
    throw new EndsWith(exitStatus.unavailable, databaseFailure(error, database.url), { cause: error });
  }
  return { database, release };
}
