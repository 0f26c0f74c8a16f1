/** So many calls in so many seconds; a window begins with its first call. */
export interface Quota {
  readonly calls: number;
  readonly windowSeconds: number;
}

/** What callers may do how often; what is absent is not limited. */
export interface Quotas {
  /** Requests of one principal, over all replicas. */
  readonly requests?: Quota;
  /** Destructive calls of one principal, over all replicas. */
  readonly destructive?: Quota;
  /** Destructive calls on one connection, of all principals and over all replicas. */
  readonly destructivePerConnection?: Quota;
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
