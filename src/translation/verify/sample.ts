import { randomInt } from 'node:crypto';

/**
 * Some of many, at most `most`: one of each kind by the first measure, then by the second. What differs in kind is likely to differ
 * in form.
 */
export function samplesOf<T>(
  all: readonly T[],
  measures: readonly ((each: T) => string)[],
  most: number,
): readonly T[] {
  const chosen = measures.flatMap((kindOf) => {
    const kinds = new Map<string, T>();
    for (const each of all) if (!kinds.has(kindOf(each))) kinds.set(kindOf(each), each);
    return [...kinds.values()];
  });
  return [...new Set(chosen)].slice(0, most);
}

/** By its state, in both words for it. */
export const stateOf = ({
  state,
  upstreamState = '',
}: {
  readonly state: string;
  readonly upstreamState?: string;
}): string => `${state} ${upstreamState}`;

/** By the members that hold something. */
export const fillingOf = (each: object): string =>
  Object.entries(each)
    .filter(
      ([, value]) => value !== null && value !== '' && value !== 0 && !(Array.isArray(value) && value.length === 0),
    )
    .map(([name]) => name)
    .join(' ');

const classes: readonly string[] = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const changed = 12;

/** An id of the same form as another one: its last letters and digits are others of their kind, but for a prefix. */
export function otherId(id: string): string {
  const [prefix = ''] = /^[A-Za-z]+[-_]/.exec(id) ?? [];
  let left = changed;
  const rest = [...id.slice(prefix.length)]
    .reverse()
    .map((character) => {
      const kind = classes.find((each) => each.includes(character));
      if (kind === undefined || left === 0) return character;
      left -= 1;
      return kind[randomInt(kind.length)] ?? character;
    })
    .reverse();
  return prefix + rest.join('');
}
