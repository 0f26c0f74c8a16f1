import { afterAll, beforeAll } from 'vitest';
import { type AuditTrail, createAuditTrail } from '../../../src/operations/audit/trail.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { freshDatabase } from '../../support/database.ts';

/** A database of its own for a test file, and audit trails over it. */
export interface Stored {
  readonly database: Database;
  /** Another replica's trail: it shares the database and the keys, not the memory. */
  trail(clock?: () => Date, failed?: (error: unknown) => void, database?: Database): AuditTrail;
}

/** Opens the database before the tests of a file and closes it after them. */
export function stored(): Stored {
  let database: Database | undefined;
  beforeAll(async () => {
    database = openDatabase(await freshDatabase());
  });
  afterAll(() => database?.close());
  const opened = (): Database => {
    if (database === undefined) throw new Error('the database is open during tests only');
    return database;
  };
  return {
    get database() {
      return opened();
    },
    trail: (clock = () => new Date(), failed = () => {}, own = opened()) =>
      createAuditTrail({
        db: own.db,
        maskKey: Buffer.alloc(32, 1),
        signingSeed: Buffer.alloc(32, 2),
        now: clock,
        failed,
      }),
  };
}

/** Everything that an export says. */
export async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

/** A text as a file is read. */
export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
