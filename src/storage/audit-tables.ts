import type { ColumnType, Generated } from 'kysely';

/** An event that was told and has no place in the chain yet. */
export interface AuditOutboxRow {
  readonly id: Generated<number>;
  /** When it happened, by the clock of the replica that tells. */
  readonly time: Date;
  /** Written as JSON text. */
  readonly event: ColumnType<object, string, never>;
}

/** An event in its place in the chain; never changed. The columns between `time` and `record` are for the filters only. */
export interface AuditEventRow {
  /** Counted from 1 without gaps. */
  readonly seq: number;
  readonly time: Date;
  readonly type: string;
  readonly principal: string | null;
  readonly action: string | null;
  readonly connection: string | null;
  readonly organization: string | null;
  readonly operation: string | null;
  readonly outcome: string | null;
  /** The canonical line: one JSON object. */
  readonly record: string;
  /** SHA-256 of the line. */
  readonly hash: Buffer;
}

export interface AuditTables {
  readonly audit_outbox: AuditOutboxRow;
  readonly audit_events: AuditEventRow;
}
