import { groupsOf, mayBe, type Resolve, type Schema } from './schema.ts';

/** `named`: properties are named, and others are not provided for. `any`: others are. `silent`: nothing is said of properties. */
export type Extent = 'named' | 'any' | 'silent';

/** What schemas that apply together leave room for. */
export function extentOf(schemas: readonly Schema[], resolve: Resolve): Extent {
  return joined(schemas.map((each) => extent(each, resolve, [])));
}

function extent(given: Schema, resolve: Resolve, above: readonly Schema[]): Extent {
  const schema = resolve(given);
  if (above.includes(schema)) return 'silent';
  const inside = [...above, schema];
  const { properties, patternProperties, additionalProperties = false, unevaluatedProperties = false } = schema;
  if (additionalProperties !== false || unevaluatedProperties !== false || patternProperties !== undefined)
    return 'any';
  return joined([
    properties === undefined ? 'silent' : 'named',
    ...(schema.allOf ?? []).map((each) => extent(each, resolve, inside)),
    ...groupsOf(schema).map((group) => {
      const objects = group.filter((each) => mayBe('object', resolve(each)));
      const extents = objects.map((each) => extent(each, resolve, inside));
      // An alternative that says nothing of properties is an object of any.
      return extents.some((each) => each !== 'named') ? 'any' : joined(extents);
    }),
  ]);
}

function joined(extents: readonly Extent[]): Extent {
  if (extents.includes('any')) return 'any';
  return extents.includes('named') ? 'named' : 'silent';
}
