import type { Outcome } from '../../problem/problem.ts';

/** What the audit trail can tell of. */
export type AuditEventType =
  | 'operation.started'
  | 'operation.settled'
  | 'operation.replayed'
  | 'passthrough.started'
  | 'passthrough.settled'
  | 'request.denied'
  | 'key.used'
  | 'key.created'
  | 'key.revoked'
  | 'key.rotated'
  | 'configuration.changed'
  | 'audit.exported';

/** One event: ids, codes, digests and names of fields, never their values. */
export interface AuditEvent {
  readonly type: AuditEventType;
  /** Who did it; of a key that was created, revoked or rotated: whose key it is. */
  readonly principal?: string;
  readonly requestId?: string;
  /** The unified operationId; of what passes through, `passthrough:` and the upstream's own. */
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
  /** Names of the body fields that were given; the permissions of a key. */
  readonly fields?: readonly string[];
  /** How many the event stands for, or tells of; 1 where it does not say. */
  readonly count?: number;
  /** Hexadecimal SHA-256 of what the event is about. */
  readonly digest?: string;
}

declare const masked: unique symbol;
/** An event that went through a `Mask`: nothing else may be stored. */
export type MaskedEvent = AuditEvent & { readonly [masked]: true };
