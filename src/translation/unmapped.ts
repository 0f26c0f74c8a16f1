/**
 * What a translation leaves out, with the reason for each: exactly what its trace finds unread and unwritten.
 * Names are those of the trace.
 */
export interface Unmapped {
  /** Properties of answers that nothing reads, as `Schema/property`. */
  readonly unread: Readonly<Record<string, string>>;
  /** Properties of unified resources that nothing fills, as `organization/slug`. */
  readonly unwritten: Readonly<Record<string, string>>;
}

/** The same reason for several names. */
export const because = (reason: string, names: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, reason]));
