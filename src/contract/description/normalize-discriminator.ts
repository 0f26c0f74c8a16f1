import { isNode, type Node } from './structure.ts';
import { type Discriminator, discriminatorOf, referenceOf, valuesOf } from './subtypes.ts';
import { targetOf } from './upgrade.ts';

/** One alternative of a union, with the values of the discriminating property that choose it. */
interface Choice {
  readonly values: readonly string[];
  readonly schema: unknown;
}

/**
 * A union with its discriminator spelt out: the property must be there and have a value that chooses an alternative, and
 * only that one is judged, so that errors are those of the alternative that was meant. A value chooses by `mapping`, else
 * by what the alternative lists for the property, else by the alternative's schema name; an alternative that the mapping
 * names is no longer chosen by its schema name. The union stays as it is when values cannot be told for every
 * alternative, or one value stands for two.
 */
export function spelledUnion(document: Node, schema: Node): Node {
  const discriminator = discriminatorOf(schema);
  const keyword = Array.isArray(schema.oneOf) ? 'oneOf' : 'anyOf';
  const alternatives = schema[keyword];
  if (discriminator === undefined || !Array.isArray(alternatives)) return schema;
  const choices = choicesOf(
    document,
    discriminator,
    alternatives.filter((each) => !isNull(each)),
  );
  if (choices === undefined) return schema;
  const { [keyword]: _, discriminator: __, allOf, ...rest } = schema;
  const chosen = dispatch(discriminator.propertyName, choices);
  const union = alternatives.some(isNull) ? [{ anyOf: [{ type: 'null' }, { allOf: chosen }] }] : chosen;
  return { ...rest, allOf: [...(Array.isArray(allOf) ? allOf : []), ...union] };
}

/**
 * A base schema whose discriminator chooses among the schemas that are built on it with `allOf`: a value that stands for
 * one of them is judged by that one, any other by the base alone, since subtypes come into being without notice.
 * `undefined` when the schema is no such base.
 */
export function spelledBase(document: Node, schema: Node, subtypes: ReadonlySet<string>): Node | undefined {
  const discriminator = discriminatorOf(schema);
  if (discriminator === undefined || Array.isArray(schema.oneOf) || Array.isArray(schema.anyOf)) return undefined;
  const mapped = Object.values(discriminator.mapping ?? {}).map((to) => referenceOf(document, to));
  const references = new Set([...mapped.filter((to) => isNode(targetOf(document, to))), ...subtypes]);
  const choices = choicesOf(
    document,
    discriminator,
    [...references].filter((to) => targetOf(document, to) !== schema).map(($ref) => ({ $ref })),
  );
  if (choices === undefined || choices.length === 0) return undefined;
  const [gate = {}, ...conditions] = dispatch(discriminator.propertyName, choices);
  return implied(gate, { allOf: conditions });
}

/** A schema as its subtypes contain it: it does not choose among them again, which would have no end. */
export function asBase(schema: Node, subtypes: ReadonlySet<string>): Node {
  const circular = (value: unknown): boolean =>
    Array.isArray(value) && value.some((each) => isNode(each) && subtypes.has(String(each.$ref)));
  return Object.fromEntries(
    Object.entries(schema).filter(
      ([key, value]) => key !== 'discriminator' && !((key === 'oneOf' || key === 'anyOf') && circular(value)),
    ),
  );
}

function choicesOf(
  document: Node,
  discriminator: Discriminator,
  alternatives: readonly unknown[],
): readonly Choice[] | undefined {
  const choices: Choice[] = [];
  const taken = new Set<string>();
  for (const schema of alternatives) {
    const values = valuesOf(document, discriminator, schema);
    if (values === undefined || values.some((value) => taken.has(value))) return undefined;
    for (const value of values) taken.add(value);
    choices.push({ values, schema });
  }
  return choices;
}

/** First that one of the values must be there, then what each of them demands. */
function dispatch(property: string, choices: readonly Choice[]): readonly Node[] {
  const having = (values: readonly string[]): Node => ({
    type: 'object',
    required: [property],
    properties: { [property]: { enum: values } },
  });
  return [
    having(choices.flatMap(({ values }) => values)),
    ...choices.map(({ values, schema }) => implied(having(values), schema)),
  ];
}

/** Entries, since an object written with a `then` looks like a promise. */
const implied = (condition: Node, consequence: unknown): Node =>
  Object.fromEntries([
    ['if', condition],
    ['then', consequence],
  ]);

const isNull = (schema: unknown): boolean => isNode(schema) && schema.type === 'null';
