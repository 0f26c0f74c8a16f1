import type { UnifiedCall } from '../translation/bind.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import type { Statements } from './statements.ts';

/**
 * Counts a mutation against the limits it is under, within the transaction that puts it on record: what is not put on record is
 * not counted, so neither a replay nor a refusal is. Rejects with `rate-limited`.
 */
export type Admit = (transaction: Statements) => Promise<void>;

/** One mutation as the caller asked for it. */
export interface MutationCall {
  readonly action: UnifiedOperationId;
  readonly connection: string;
  readonly provider: string;
  readonly contractDigest: string;
  readonly call: UnifiedCall;
  /** Name of the API key. */
  readonly principal: string;
  readonly requestId: string;
  /** The path that was called. */
  readonly instance: string;
  readonly idempotencyKey: string | undefined;
  /** The etag that the organization must still have. */
  readonly ifMatch: string | undefined;
  /** How long to wait for a call that is in the way; undefined for the usual time. */
  readonly waitMs: number | undefined;
  /** Absent where the call is under no limit. */
  readonly admit?: Admit | undefined;
}

/** What is kept of a call to go on with it later. The tokens of an acting member are not kept, only that there were some. */
export interface KeptCall {
  readonly call: Omit<UnifiedCall, 'actingSession' | 'page'>;
  readonly acting: boolean;
  readonly requestId: string;
  readonly instance: string;
}

export const kept = ({ call, requestId, instance }: MutationCall): KeptCall => {
  const { path, query, body, includeRaw, actingSession } = call;
  const acting = actingSession.token !== undefined || actingSession.jwt !== undefined;
  return { call: { path, query, body, includeRaw }, acting, requestId, instance };
};

/** The call again, in the connection's own name. */
export const resumable = ({ call }: KeptCall): UnifiedCall => ({
  ...call,
  page: undefined,
  actingSession: { token: undefined, jwt: undefined },
});

/** What the caller says the object is; one mutation at a time may be at work on it. Undefined where the call names none. */
export function objectOf({ connection, call }: MutationCall): object | undefined {
  const { organization } = call.path;
  if (organization !== undefined) return { connection, organization };
  const { externalId } = (call.body ?? {}) as { readonly externalId?: string };
  return externalId === undefined ? undefined : { connection, externalId };
}
