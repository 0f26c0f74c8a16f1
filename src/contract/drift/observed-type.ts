import { unescaped } from '../violation.ts';

export type ObservedType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object' | 'absent';

/** The JSON type of what is at a pointer. */
export function observedTypeAt(value: unknown, pointer: string): ObservedType {
  let at = value;
  for (const segment of pointer.split('/').slice(1)) {
    const name = unescaped(segment);
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return 'absent';
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return typeOf(at);
}

function typeOf(value: unknown): ObservedType {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'boolean' | 'string' | 'object';
}
