/** The deepest paths at which two JSON values differ. */
export function differences(one: unknown, other: unknown): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const path: string[] = [];
  const compare = (some: unknown, others: unknown): void => {
    if (some === others) return;
    if (!isHolder(some) || !isHolder(others) || Array.isArray(some) !== Array.isArray(others)) {
      found.push([...path]);
      return;
    }
    const [names, otherNames] = [Object.keys(some), Object.keys(others)];
    if (Array.isArray(some) && names.length !== otherNames.length) found.push([...path]);
    for (const name of names) compareAt(name, some[name], others[name]);
    for (const name of otherNames) if (!Object.hasOwn(some, name)) compareAt(name, undefined, others[name]);
  };
  const compareAt = (name: string, some: unknown, others: unknown): void => {
    path.push(name);
    compare(some, others);
    path.pop();
  };
  compare(one, other);
  return found;
}

const isHolder = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The paths of a JSON value's leaves; empty lists and objects are leaves as well. */
export function* leavesOf(
  value: unknown,
  path: readonly string[] = [],
): Generator<readonly [path: readonly string[], leaf: unknown]> {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (inner.length === 0) yield [path, value];
  for (const [name, each] of inner) yield* leavesOf(each, [...path, name]);
}
