/** One place in a JSON value: its path from the root and what stands there. */
export interface Place {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Every place below the root, parents before their children. */
export function* placesIn(value: unknown, path: readonly string[] = []): Generator<Place> {
  if (path.length > 0) yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) yield* placesIn(child, [...path, name]);
}

/** A copy with another value at one place; undefined removes it. */
export function changedAt(root: unknown, path: readonly string[], value: unknown): unknown {
  const copy = structuredClone(root);
  let parent = copy as Record<string, unknown>;
  for (const name of path.slice(0, -1)) parent = parent[name] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy;
}

/** RFC 6901. */
export const pointerOf = (path: readonly string[]): string =>
  path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A copy with every string `from` replaced by `to`. */
export function renamed(value: unknown, from: string, to: string): unknown {
  if (value === from) return to;
  if (Array.isArray(value)) return value.map((each) => renamed(each, from, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, renamed(each, from, to)]));
}

/** The distinct strings in a JSON value. */
export const stringsIn = (value: unknown): string[] => [
  ...new Set(
    [...placesIn({ value })].map((place) => place.value).filter((each): each is string => typeof each === 'string'),
  ),
];
