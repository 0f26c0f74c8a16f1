/** So many calls in so many seconds; a window begins with its first call. */
export interface Quota {
  readonly calls: number;
  readonly windowSeconds: number;
}

/** How a caller stands with a limit. */
export interface Standing {
  /** The limit's name in the `RateLimit` fields. */
  readonly name: string;
  readonly quota: Quota;
  /** Calls left in this window, as far as this replica knows. */
  readonly remaining: number;
  /** Until the window ends. */
  readonly leftMs: number;
}
