/** Deeper than any document describes, and far from where walking through a value would run out of stack. */
const deepest = 100;

/** The JSON value of an answer; undefined where it is none, or nested so deeply that nothing could be done with it. */
export function parseAnswer(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // The parser itself takes any depth.
    return isDeeper(value, deepest) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether lists and objects are nested in more levels than `levels`. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((each) => isDeeper(each, levels - 1));
  for (const name in value) {
    if (isDeeper((value as Readonly<Record<string, unknown>>)[name], levels - 1)) return true;
  }
  return false;
}
