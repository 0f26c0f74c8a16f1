import { isAnnotation } from './annotations.ts';
import { composition, propertiesNamed } from './composition.ts';
import { isNode, type Node } from './structure.ts';
import { targetOf } from './upgrade.ts';

const schemas = '#/components/schemas/';

/** A `discriminator` as OpenAPI has it. */
export interface Discriminator {
  readonly propertyName: string;
  readonly mapping?: Readonly<Record<string, string>>;
}

export const discriminatorOf = ({ discriminator }: Node): Discriminator | undefined =>
  isNode(discriminator) && typeof discriminator.propertyName === 'string'
    ? (discriminator as unknown as Discriminator)
    : undefined;

/** For each schema that offers a choice, the references to named schemas that are built on it, directly or not. */
export function subtypesOf(document: Node): ReadonlyMap<Node, ReadonlySet<string>> {
  const named = isNode(document.components) && isNode(document.components.schemas) ? document.components.schemas : {};
  const subtypes = new Map<Node, Set<string>>();
  for (const [name, schema] of Object.entries(named)) {
    for (const base of basesOf(schema).flatMap((part) => composition(document, part))) {
      if (base === schema || !offersChoice(base)) continue;
      subtypes.set(base, (subtypes.get(base) ?? new Set()).add(`${schemas}${name}`));
    }
  }
  return subtypes;
}

const offersChoice = (schema: Node): boolean =>
  discriminatorOf(schema) !== undefined || Array.isArray(schema.oneOf) || Array.isArray(schema.anyOf);

/** A mere reference is another name for a schema, not one that is built on it. */
function basesOf(schema: unknown): readonly unknown[] {
  if (!isNode(schema)) return [];
  const { $ref, allOf } = schema;
  const extended = $ref !== undefined && Object.keys(schema).some((key) => key !== '$ref' && !isAnnotation(key));
  return [...(Array.isArray(allOf) ? allOf : []), ...(extended ? [{ $ref }] : [])];
}

/**
 * The values of the discriminating property that stand for an alternative: the keys of the mapping that lead to it; else
 * the schema's name, unless the alternative itself lists other values for the property or is a union of such. `undefined`
 * for an alternative that has no name and lists none.
 */
export function valuesOf(
  document: Node,
  discriminator: Discriminator,
  alternative: unknown,
  around: readonly unknown[] = [],
): readonly string[] | undefined {
  const reference = isNode(alternative) && typeof alternative.$ref === 'string' ? alternative.$ref : undefined;
  const mapped = Object.entries(discriminator.mapping ?? {}).filter(
    ([, to]) => reference === referenceOf(document, to),
  );
  if (reference !== undefined && mapped.length > 0) return mapped.map(([value]) => value);
  const name = reference?.slice(reference.lastIndexOf('/') + 1);
  const listed =
    pinned(document, discriminator, alternative) ?? valuesWithin(document, discriminator, alternative, around);
  if (listed === undefined) return name === undefined ? undefined : [name];
  return name !== undefined && listed.includes(name) ? [name] : listed;
}

/** Mapping values are names of schemas or references to them. */
export const referenceOf = (document: Node, to: string): string =>
  targetOf(document, `${schemas}${to}`) === undefined ? to : `${schemas}${to}`;

function pinned(document: Node, discriminator: Discriminator, alternative: unknown): readonly string[] | undefined {
  const parts = composition(document, alternative);
  const listed = propertiesNamed(parts, discriminator.propertyName).flatMap((property) =>
    composition(document, property).flatMap(({ const: only, enum: members }) =>
      typeof only === 'string' ? [[only]] : Array.isArray(members) ? [members.filter(isText)] : [],
    ),
  );
  return listed.length > 0 ? narrowest(listed) : undefined;
}

/** The values that choose within an alternative that is itself such a union. */
function valuesWithin(
  document: Node,
  { propertyName }: Discriminator,
  alternative: unknown,
  around: readonly unknown[],
): readonly string[] | undefined {
  const target =
    isNode(alternative) && typeof alternative.$ref === 'string' ? targetOf(document, alternative.$ref) : alternative;
  if (!isNode(target) || around.includes(target)) return undefined;
  const within = discriminatorOf(target);
  const alternatives = target.oneOf ?? target.anyOf;
  if (within?.propertyName !== propertyName || !Array.isArray(alternatives)) return undefined;
  const values = alternatives.map((each) => valuesOf(document, within, each, [...around, target]));
  return values.every((each) => each !== undefined) ? values.flat() : undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** A base may list the values of all its subtypes where the subtype lists its own. */
const narrowest = (lists: readonly (readonly string[])[]): readonly string[] =>
  lists.reduce((some, others) => (others.length < some.length ? others : some));
