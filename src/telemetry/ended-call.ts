/** A call to an upstream that is over, its retries included. */
export interface EndedCall {
  /** The upstream's operation, as its document calls it. */
  readonly operation: string;
  /** Class of the status, such as `2xx`, or why there is no answer: of a bounded set. */
  readonly result: string;
  readonly durationMs: number;
}

/** `2xx` and the like. */
export const statusClass = (status: number): string => `${Math.floor(status / 100)}xx`;
