/** How much of a limit is used up. */
export interface RateLimitRow {
  /** Keyed digest of the limit and of whom it is for, so that the table names nobody. */
  readonly key: string;
  readonly points: number;
  /** When its window ends, in milliseconds since 1970. */
  readonly expire: number;
}

export interface RateLimitTables {
  rate_limits: RateLimitRow;
}
