/** A request that is over, as logs, metrics and traces tell of it: nothing in it that a caller made up. */
export interface EndedRequest {
  readonly requestId: string;
  readonly method: string;
  /** The operation of the unified document that it was routed to; undefined when to none. */
  readonly operation: string | undefined;
  /** Its path template; undefined with `operation`. */
  readonly route: string | undefined;
  /** Of the answer; undefined when the caller was gone before there was one. */
  readonly status: number | undefined;
  /** Whether the caller hung up before the answer was out. */
  readonly aborted: boolean;
  /** Of the problem that was answered. */
  readonly code: string | undefined;
  readonly principal: string | undefined;
  /** One that is configured. */
  readonly connection: string | undefined;
  /** The operation on record, of mutations. */
  readonly record: string | undefined;
  readonly durationMs: number;
  /** What went out, headers included. */
  readonly bytes: number;
  readonly upstream: { readonly calls: number; readonly ms: number };
  readonly trace: { readonly traceId: string; readonly spanId: string };
}
