/** An upstream's RFC 3339 time in UTC, with its own precision where it already is; undefined for null and absent. */
export function utc(time: string | null | undefined): string | undefined {
  if (time === null || time === undefined) return undefined;
  return time.endsWith('Z') ? time : new Date(time).toISOString();
}
