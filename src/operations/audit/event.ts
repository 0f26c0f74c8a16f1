import type { Outcome } from '../../problem/problem.ts';

/** What the audit trail can tell of. */
export type AuditEventType =
  | 'operation.started'
  | 'operation.settled'
  | 'operation.replayed'
  | 'request.denied'
  | 'key.used'
  | 'configuration.changed'
  | 'audit.exported';

/** One event: ids, codes, digests and names of fields, never their values. */
export interface AuditEvent {
  readonly type: AuditEventType;
  /** Name of the API key. */
  readonly principal?: string;
  readonly requestId?: string;
  /** The unified operationId. */
  readonly action?: string;
  /** Id in the journal. */
  readonly operation?: string;
  readonly connection?: string;
  readonly provider?: string;
  /** The upstream id. */
  readonly organization?: string;
  readonly outcome?: Outcome;
  /** Problem code. */
  readonly code?: string;
  /** Names of the body fields that were given. */
  readonly fields?: readonly string[];
  /** How many the event stands for, or tells of; 1 where it does not say. */
  readonly count?: number;
  /** Hexadecimal SHA-256 of what the event is about. */
  readonly digest?: string;
}

declare const masked: unique symbol;
/** An event that went through a `Mask`: nothing else may be stored. */
export type MaskedEvent = AuditEvent & { readonly [masked]: true };
