import { type Kysely, type Selectable, sql } from 'kysely';
import type { LookRow, OperationRow, StepRow } from '../storage/journal-tables.ts';
import type { Schema } from '../storage/schema.ts';
import type { OperationRecord } from '../translation/unified.ts';
import type { AuditTrail } from './audit/trail.ts';
import { storageUnavailable } from './journal.ts';

/** What a list of operations may be narrowed by. */
export interface OperationFilter {
  readonly connection?: string;
  /** Only those of one of these. */
  readonly connections?: readonly string[];
  readonly organization?: string;
  readonly action?: string;
  readonly state?: OperationRow['state'];
  readonly outcome?: NonNullable<OperationRow['outcome']>;
}

/** Which page: at most `size`, older than the place `before`. */
export interface OperationPageRequest {
  readonly size: number;
  readonly before: number | undefined;
}

/** The journal for people to read. */
export interface Records {
  /** Newest first; `next` is the place before the next page, absent at the end. Throws `storage-unavailable`. */
  list(
    filter: OperationFilter,
    page: OperationPageRequest,
  ): Promise<{ readonly operations: OperationRecord[]; readonly next: number | undefined }>;
  /** Undefined as well when it is of a connection that is not to be shown. Throws `storage-unavailable`. */
  get(id: string, shows: (connection: string) => boolean): Promise<OperationRecord | undefined>;
}

/** Of an operation what is shown; not the sealed call and answer, which are long and would have to be read for nothing. */
const operationColumns = [
  'seq',
  'id',
  'action',
  'connection',
  'provider',
  'organization',
  'state',
  'outcome',
  'code',
  'reason',
  'principal',
  'request_id',
  'attempt',
  'contract_digest',
  'created_at',
  'started_at',
  'settled_at',
  'settled_by',
  'expires_at',
] as const satisfies readonly (keyof OperationRow)[];

/** Of a step the same. */
const stepColumns = [
  'operation',
  'attempt',
  'number',
  'upstream_operation',
  'request_digest',
  'before',
  'intended_at',
  'outcome',
  'code',
  'status',
  'response_digest',
  'upstream_request_id',
  'ended_at',
] as const satisfies readonly (keyof StepRow)[];

type ShownOperation = Pick<Selectable<OperationRow>, (typeof operationColumns)[number]>;
type ShownStep = Pick<Selectable<StepRow>, (typeof stepColumns)[number]>;

export function createRecords(db: Kysely<Schema>, audit: AuditTrail): Records {
  const recordsOf = async (rows: readonly ShownOperation[]): Promise<OperationRecord[]> => {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const [steps, looks] = await Promise.all([
      db
        .selectFrom('steps')
        .select(stepColumns)
        .where('operation', 'in', ids)
        .orderBy('attempt')
        .orderBy('number')
        .execute(),
      db.selectFrom('looks').selectAll().where('operation', 'in', ids).orderBy('seq').execute(),
    ]);
    return rows.map((row) => operationRecord(row, steps, looks));
  };
  return {
    list: (filter, { size, before }) =>
      available(async () => {
        const { organization, connections, ...plain } = filter;
        let query = db
          .selectFrom('operations')
          .select(operationColumns)
          .orderBy('seq', 'desc')
          .limit(size + 1);
        for (const [column, value] of Object.entries(plain)) {
          query = query.where(column as keyof typeof plain, '=', value);
        }
        if (organization !== undefined) query = query.where('organization', '=', audit.mask(organization));
        if (connections !== undefined) query = query.where('connection', '=', sql<string>`any(${[...connections]})`);
        if (before !== undefined) query = query.where('seq', '<', before);
        const rows = await query.execute();
        const shown = rows.slice(0, size);
        return { operations: await recordsOf(shown), next: rows.length > size ? shown.at(-1)?.seq : undefined };
      }),
    get: (id, shows) =>
      available(async () => {
        const row = await db.selectFrom('operations').select(operationColumns).where('id', '=', id).executeTakeFirst();
        return (await recordsOf(row !== undefined && shows(row.connection) ? [row] : []))[0];
      }),
  };
}

async function available<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw storageUnavailable(error, 'The journal cannot be read at this moment. Nothing is lost; try again later.');
  }
}

function operationRecord(
  row: ShownOperation,
  steps: readonly ShownStep[],
  looks: readonly Selectable<LookRow>[],
): OperationRecord {
  return {
    id: row.id,
    action: row.action,
    connection: row.connection,
    provider: row.provider,
    ...present('organization', row.organization),
    state: row.state,
    ...present('outcome', row.outcome),
    ...present('code', row.code),
    ...present('reason', row.reason),
    principal: row.principal,
    requestId: row.request_id,
    attempt: row.attempt,
    contractDigest: row.contract_digest,
    createTime: row.created_at.toISOString(),
    startTime: row.started_at.toISOString(),
    ...present('settleTime', row.settled_at?.toISOString()),
    ...present('settledBy', row.settled_by),
    expireTime: row.expires_at.toISOString(),
    steps: steps.filter(({ operation }) => operation === row.id).map((step) => stepRecord(step, looks)),
  };
}

function stepRecord(step: ShownStep, looks: readonly Selectable<LookRow>[]): OperationRecord['steps'][number] {
  const own = looks.filter(
    ({ operation, attempt, number }) =>
      operation === step.operation && attempt === step.attempt && number === step.number,
  );
  return {
    attempt: step.attempt,
    upstreamOperation: step.upstream_operation,
    requestDigest: step.request_digest,
    ...present('before', step.before),
    intendTime: step.intended_at.toISOString(),
    ...present('outcome', step.outcome),
    ...present('code', step.code),
    ...present('status', step.status),
    ...present('responseDigest', step.response_digest),
    ...present('upstreamRequestId', step.upstream_request_id),
    ...present('endTime', step.ended_at?.toISOString()),
    looks: own.map(({ time, outcome, reason, evidence_digest }) => ({
      time: time.toISOString(),
      outcome,
      ...present('reason', reason),
      ...present('evidenceDigest', evidence_digest),
    })),
  };
}

const present = <const Name extends string, T>(
  name: Name,
  value: T | null | undefined,
): { readonly [N in Name]?: NonNullable<T> } =>
  (value === null || value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: NonNullable<T> };
