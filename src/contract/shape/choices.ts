import { groupsOf, mayBe, type Resolve, type Schema } from './schema.ts';

/** A property by whose value an alternative can be told: with any other value, the alternative does not apply. */
interface Mark {
  readonly name: string;
  readonly values: readonly unknown[];
}

interface Alternative {
  readonly schema: Schema;
  readonly marks: readonly Mark[];
}

/** What schemas leave open for objects: groups of alternatives that can be told apart, and what applies in any case. */
export interface Choices {
  readonly fixed: readonly Schema[];
  readonly groups: readonly (readonly Alternative[])[];
}

export function choicesIn(schemas: readonly Schema[], resolve: Resolve): Choices {
  const fixed: Schema[] = [];
  const groups: (readonly Alternative[])[] = [];
  for (const schema of schemas.map(resolve)) {
    const { anyOf: _any, oneOf: _one, ...rest } = schema;
    fixed.push(rest);
    for (const group of groupsOf(schema)) {
      const objects = group.filter((each) => mayBe('object', resolve(each)));
      const alternatives = objects.map((each) => ({ schema: each, marks: marksOf(each, schema, resolve) }));
      if (objects.length > 1 && alternatives.some(({ marks }) => marks.length > 0)) groups.push(alternatives);
      else fixed.push({ anyOf: group });
    }
  }
  return { fixed, groups };
}

/**
 * The schemas that may apply to a value by its marks; undefined where these rule nothing out. Of a group that they would rule out
 * entirely, everything may apply: what is wrong there is for the validator to say.
 */
export function chosen({ fixed, groups }: Choices, value: object): readonly Schema[] | undefined {
  const left = groups.map((group) => {
    const fitting = group.filter(({ marks }) => marks.every((mark) => fits(mark, value)));
    return fitting.length === 0 ? group : fitting;
  });
  if (left.every((group, at) => group.length === groups[at]?.length)) return undefined;
  return [...fixed, ...left.flatMap((group) => group.map(({ schema }) => schema))];
}

const fits = ({ name, values }: Mark, value: object): boolean =>
  !Object.hasOwn(value, name) || values.includes((value as Readonly<Record<string, unknown>>)[name]);

function marksOf(alternative: Schema, { discriminator }: Schema, resolve: Resolve): readonly Mark[] {
  const marks = Object.entries(resolve(alternative).properties ?? {}).flatMap(([name, property]) => {
    const { const: only, enum: several } = resolve(property);
    if (only !== undefined) return [{ name, values: [only] }];
    return several === undefined ? [] : [{ name, values: several }];
  });
  const { $ref } = alternative;
  if (discriminator === undefined || $ref === undefined) return marks;
  const simple = $ref.slice($ref.lastIndexOf('/') + 1);
  const words = Object.entries(discriminator.mapping ?? {}).filter(
    ([, target]) => target === $ref || target === simple,
  );
  return [...marks, { name: discriminator.propertyName, values: [simple, ...words.map(([word]) => word)] }];
}
