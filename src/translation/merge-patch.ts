import { isDeepStrictEqual } from 'node:util';

type Json = Readonly<Record<string, unknown>>;

/** RFC 7396: `target` with `patch` applied. Neither is changed. */
export function mergePatched(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatched(merged[name], value);
  }
  return merged;
}

/**
 * The part of a merge patch that would change `current`; empty when the object already is as asked.
 * A field that `current` does not have counts as null.
 */
export function effective<P extends object>(current: object, patch: P): Partial<P> {
  const changes = Object.entries(patch).filter(([name, value]) => {
    const now = (Object.hasOwn(current, name) ? (current as Json)[name] : undefined) ?? null;
    return value !== undefined && !isDeepStrictEqual(now, isObject(value) ? mergePatched(now, value) : value);
  });
  return Object.fromEntries(changes) as Partial<P>;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
