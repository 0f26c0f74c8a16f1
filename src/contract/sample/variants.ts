import { another } from './another.ts';
import type { SamplePlace } from './sampler.ts';

/** Stands for a value that is left out. */
export const absent = Symbol('absent');

/** A member that no document lists. */
export const unlistedMember = 'ORGWAY_UNLISTED';

/** Other values for a place of a sample: left out, empty, every other member, another value of its kind. */
export function variantsOf({ form, optional }: SamplePlace, value: unknown): readonly unknown[] {
  const { nullable, members, open } = form;
  const empty = [...(optional ? [absent] : []), ...(nullable ? [null] : [])];
  if (members !== undefined) {
    const others = members.filter((member) => member !== value);
    return [...empty, ...others, ...(open ? [unlistedMember] : [])];
  }
  if (typeof value === 'string') return [...empty, another(value), ''];
  if (typeof value === 'number') return [...empty, another(value), 0];
  if (typeof value === 'boolean') return [...empty, !value];
  if (Array.isArray(value)) return [...empty, [], ...(value.length === 1 ? [[...value, ...value.map(another)]] : [])];
  return typeof value === 'object' && value !== null && form.properties.size === 0
    ? [...empty, {}, another(value)]
    : empty;
}

/** A copy with another value at one place. */
export function replacedAt(root: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(root)) {
    const copy = [...root];
    copy[Number(name)] = replacedAt(copy[Number(name)], rest, value);
    return copy;
  }
  const { [name]: inner, ...others } = root as Record<string, unknown>;
  const changed = replacedAt(inner, rest, value);
  return changed === absent ? others : { ...others, [name]: changed };
}

/** What a value has at a path; `absent` where it has nothing. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return absent;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
