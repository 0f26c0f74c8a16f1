/** An upstream's RFC 3339 time in UTC, with its own precision where it already is; undefined for null and absent. */
export function utc(time: string | null | undefined): string | undefined {
  if (time === null || time === undefined) return undefined;
  if (time.endsWith('Z')) return time;
  // A leap second is a good time that JavaScript cannot count: it becomes the second before.
  return new Date(time.replace(/:60(?=[.+-])/, ':59')).toISOString();
}
