import pg from 'pg';
import { sandboxKey } from '../../src/config/auth.ts';
import type { OperationRecord } from '../../src/translation/unified.ts';
import type { Fleet } from './fleet.ts';
import type { Finding } from './history.ts';

/** Reads every operation, as anybody may, through one of the replicas. */
export async function readJournal(fleet: Fleet, filter = ''): Promise<OperationRecord[]> {
  const found: OperationRecord[] = [];
  let token: string | undefined;
  do {
    const [replica] = fleet.replicas;
    const page = token === undefined ? '' : `&pageToken=${encodeURIComponent(token)}`;
    const response = await fetch(`${replica?.url}/v1/operations?pageSize=200${filter}${page}`, {
      headers: { authorization: `Bearer ${sandboxKey}` },
    });
    const body = (await response.json()) as { operations: OperationRecord[]; nextPageToken?: string };
    if (!response.ok) throw new Error(`GET /v1/operations: ${response.status} ${JSON.stringify(body)}`);
    found.push(...body.operations);
    token = body.nextPageToken;
  } while (token !== undefined);
  return found;
}

/** Looks into the database itself, past every gateway, at the moment a success is told. */
export interface Witness {
  /** The record must be there by now: it was to be made before. */
  look(operation: string): void;
  /** All that was missing, when every look is done. */
  missing(): Promise<Finding[]>;
  /** How often it looked. */
  readonly looks: number;
}

export function createWitness(database: string): Witness {
  const pool = new pg.Pool({ connectionString: database, max: 4 });
  const under: Promise<Finding[]>[] = [];
  const look = async (operation: string): Promise<Finding[]> => {
    const { rows } = await pool.query<{ state: string; outcome: string | null }>(
      'select state, outcome from orgway.operations where id = $1',
      [operation],
    );
    const { state = 'missing', outcome = null } = rows[0] ?? {};
    if (state === 'settled' && outcome === 'applied') return [];
    return [{ fault: 'undurable', detail: `${operation} was answered as applied while it was ${state}, ${outcome}` }];
  };
  return {
    look(operation) {
      const looking = look(operation);
      // Whatever fails is told at the end.
      looking.catch(() => {});
      under.push(looking);
    },
    async missing() {
      const found = await Promise.all(under);
      await pool.end();
      return found.flat();
    },
    get looks() {
      return under.length;
    },
  };
}
