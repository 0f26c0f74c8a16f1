/** The longest wait that an upstream's word is taken for. */
const longestSeconds = 3_600;

/**
 * Seconds to wait by a Retry-After header in either of its forms, at least 1 and at most an hour; undefined where it says nothing
 * that makes sense, or a time that is over. `now` in milliseconds since 1970.
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  // A date is recognized by its name of a day: whatever else the parser takes for one is junk here, such as a negative number.
  const wait = /^\d+$/.test(header)
    ? Number(header)
    : /^[A-Z][a-z]{2}/.test(header)
      ? Math.ceil((Date.parse(header) - now) / 1000)
      : Number.NaN;
  return wait >= 1 ? Math.min(wait, longestSeconds) : undefined;
}
