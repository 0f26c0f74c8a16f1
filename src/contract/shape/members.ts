import { groupsOf, mayBe, type Resolve, type Schema } from './schema.ts';

/** Texts that are listed; `any` where an alternative takes every text, undefined where nothing is listed. */
type Listed = ReadonlySet<string> | 'any' | undefined;

/** The texts that an open enumeration (`x-extensible-enum`) in the schemas lists; undefined where any text will do. */
export function membersOf(schemas: readonly Schema[], resolve: Resolve): ReadonlySet<string> | undefined {
  const found = union(schemas.map((each) => listed(each, resolve, [])));
  return found === 'any' ? undefined : found;
}

function listed(given: Schema, resolve: Resolve, above: readonly Schema[]): Listed {
  const schema = resolve(given);
  if (above.includes(schema)) return undefined;
  const inside = [...above, schema];
  const open = schema['x-extensible-enum'];
  return union([
    open === undefined ? undefined : textsIn(open),
    ...(schema.allOf ?? []).map((each) => listed(each, resolve, inside)),
    ...groupsOf(schema).map((group) => {
      const texts = group.map(resolve).filter((each) => mayBe('string', each));
      const lists = texts.map((each) => listed(each, resolve, inside));
      // Without an open enumeration in any of them, what fits is for the validator to say.
      if (lists.every((each) => each === undefined)) return undefined;
      return union(lists.map((list, at) => list ?? closedList(texts[at]) ?? 'any'));
    }),
  ]);
}

/** The texts of a closed enumeration. */
function closedList({ const: only, enum: several }: Schema = {}): Listed {
  if (only !== undefined) return textsIn([only]);
  return several === undefined ? undefined : textsIn(several);
}

const textsIn = (values: readonly unknown[]): ReadonlySet<string> =>
  new Set(values.filter((each) => typeof each === 'string'));

function union(lists: readonly Listed[]): Listed {
  if (lists.includes('any')) return 'any';
  const sets = lists.filter((each) => each instanceof Set);
  return sets.length === 0 ? undefined : new Set(sets.flatMap((each) => [...each]));
}
