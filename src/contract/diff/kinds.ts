/** The types of JSON. Whole numbers are numbers with a constraint. */
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';
export const kinds: readonly Kind[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

export type Scalar = string | number | boolean | null;

/** The JSON type of a value. */
export function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as Kind;
}
