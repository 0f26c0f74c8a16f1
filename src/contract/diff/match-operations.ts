import type { DescribedOperation } from './described-operation.ts';

/** An operation of the old document and what became of it. */
export interface Matched {
  readonly old: DescribedOperation;
  readonly now: DescribedOperation | undefined;
  /** Whether it was found by its id only, at another path or under another method. */
  readonly moved: boolean;
}

export interface Matching {
  readonly matched: readonly Matched[];
  readonly added: readonly DescribedOperation[];
}

/**
 * Finds each operation again: by method and path, the names of path parameters and the split between server and path aside, or
 * else by its operationId where only one operation has that.
 */
export function matchOperations(old: readonly DescribedOperation[], now: readonly DescribedOperation[]): Matching {
  const placesOf = (each: DescribedOperation): readonly string[] => [
    `${each.method} ${templateOf(each.path)}`,
    ...fullPlaces(each),
  ];
  let byPlace = indexed(now, placesOf);
  if (!old.some((each) => placesOf(each).some((place) => byPlace.has(place)))) {
    const prefix = commonPrefix(old, now);
    byPlace = indexed(now, (each) => [`${each.method} ${prefix}${templateOf(each.path)}`]);
  }
  const taken = new Set<DescribedOperation>();
  const claim = (found: DescribedOperation | undefined): DescribedOperation | undefined => {
    if (found === undefined || taken.has(found)) return undefined;
    taken.add(found);
    return found;
  };
  const atPlace = old.map((each) =>
    claim(
      placesOf(each)
        .map((place) => byPlace.get(place))
        .find(Boolean),
    ),
  );
  const matched = old.map((each, index): Matched => {
    const found = atPlace[index];
    if (found !== undefined) return { old: each, now: found, moved: false };
    const named = now.filter(({ id }) => id !== undefined && id === each.id);
    const moved = named.length === 1 ? claim(named[0]) : undefined;
    return { old: each, now: moved, moved: moved !== undefined };
  });
  return { matched, added: now.filter((each) => !taken.has(each)) };
}

function indexed(
  operations: readonly DescribedOperation[],
  placesOf: (operation: DescribedOperation) => readonly string[],
): ReadonlyMap<string, DescribedOperation> {
  const found = new Map<string, DescribedOperation>();
  for (const each of operations) {
    for (const place of placesOf(each)) if (!found.has(place)) found.set(place, each);
  }
  return found;
}

/** `/orgs/{orgId}` as `/orgs/{}`. */
export const templateOf = (path: string): string => path.replace(/\{[^{}]*\}/g, '{}').replace(/(.)\/$/, '$1');

const fullPlaces = ({ method, path, servers }: DescribedOperation): readonly string[] =>
  servers()
    .urls.map(basePathOf)
    .filter((base) => base !== '')
    .map((base) => `${method} ${base}${templateOf(path)}`);

/** `https://api.example.com/v1/` as `/v1`. */
export const basePathOf = (url: string): string =>
  templateOf(url.replace(/^(?:[^/{}]+:)?\/\/[^/]*/, '').replace(/\/$/, ''));

/** What the old paths have before the new ones, where one document's paths start further down and its servers do not say so. */
function commonPrefix(old: readonly DescribedOperation[], now: readonly DescribedOperation[]): string {
  const paths = [...new Set(now.map(({ path }) => templateOf(path)))];
  const counts = new Map<string, number>();
  for (const { path } of old) {
    const template = templateOf(path);
    for (const end of paths) {
      if (!template.endsWith(end)) continue;
      const prefix = template.slice(0, -end.length);
      counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? '';
}
