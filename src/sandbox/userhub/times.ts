const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** The present time as the vendor's samples print it: UTC, whole seconds. */
export function now(): string {
  return printed(Math.trunc(Date.now() / 1000) * 1000);
}

/** The vendor's text for a moment; fractions only where there are any, as protobuf JSON does. */
export function printed(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

/** Reads an RFC 3339 time with any offset; `undefined` when it is none. */
export function parsed(text: string): string | undefined {
  const milliseconds = rfc3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : printed(milliseconds);
}
