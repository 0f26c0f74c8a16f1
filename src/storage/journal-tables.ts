import type { Generated } from 'kysely';

/**
 * How far an operation is: `running` on the replica in `owner`; `unsettled`, its outcome unknown and being read; `settled` for
 * good, whatever the outcome.
 */
export type OperationState = 'running' | 'unsettled' | 'settled';
export type OperationOutcome = 'applied' | 'partial' | 'not_applied' | 'unknown';
export type WriteOutcome = 'applied' | 'not_applied' | 'unknown';
export type LookOutcome = 'applied' | 'not_applied' | 'inconclusive';

/** One row for each mutation that was accepted. Sealed columns are encrypted: they may hold personal data. */
export interface OperationRow {
  readonly id: string;
  /** Order of acceptance. */
  readonly seq: Generated<number>;
  /** The unified operationId. */
  readonly action: string;
  readonly connection: string;
  readonly provider: string;
  readonly organization: string | null;
  readonly principal: string;
  readonly request_id: string;
  /** Digest of principal and Idempotency-Key; null without a key and after its expiry. Unique. */
  readonly key_scope: Buffer | null;
  /** Digest of everything the key stands for. */
  readonly fingerprint: Buffer;
  /** Digest of the object that is locked while the operation is not settled; null for none. Unique among those. */
  readonly object: Buffer | null;
  readonly state: OperationState;
  readonly outcome: OperationOutcome | null;
  /** Problem code of the answer; null for a success. */
  readonly code: string | null;
  /** One sentence about an outcome that is unknown or partial. */
  readonly reason: string | null;
  /** Counted from 1; a repeat after "not applied" is another attempt. */
  readonly attempt: number;
  /** The replica at work on it. */
  readonly owner: number | null;
  readonly contract_digest: string;
  /** Sealed: the unified call. */
  readonly input: Buffer | null;
  /** Sealed: what was answered; null while nothing was. */
  readonly answer: Buffer | null;
  readonly settled_by: 'answer' | 'reading' | 'recovery' | null;
  /** Looks at the upstream since the outcome became unknown. */
  readonly looks: number;
  readonly created_at: Date;
  /** When the present attempt began. */
  readonly started_at: Date;
  readonly settled_at: Date | null;
  /** When the key may be used anew, unless the outcome is unknown. */
  readonly expires_at: Date;
}

/** One upstream write of an attempt. */
export interface StepRow {
  readonly operation: string;
  readonly attempt: number;
  /** Which of the run's upstream calls it is, reads counted, from 0. */
  readonly number: number;
  readonly upstream_operation: string;
  /** Hexadecimal SHA-256 of method, path and body. */
  readonly request_digest: string;
  /** Sealed: the request, and what the calls before it answered. */
  readonly request: Buffer | null;
  /** What a look before the write said; null where none was needed. */
  readonly before: LookOutcome | null;
  readonly intended_at: Date;
  readonly outcome: WriteOutcome | null;
  /** Sealed: what it answered. */
  readonly reply: Buffer | null;
  readonly status: number | null;
  readonly code: string | null;
  readonly response_digest: string | null;
  readonly upstream_request_id: string | null;
  readonly ended_at: Date | null;
}

/** One look at the upstream for a write of unknown outcome. */
export interface LookRow {
  readonly operation: string;
  readonly attempt: number;
  readonly number: number;
  readonly seq: Generated<number>;
  readonly time: Date;
  readonly outcome: LookOutcome;
  readonly reason: string | null;
  /** Hexadecimal SHA-256 of what the upstream showed; null when it could not be read. */
  readonly evidence_digest: string | null;
}

export interface JournalTables {
  readonly operations: OperationRow;
  readonly steps: StepRow;
  readonly looks: LookRow;
}
