import { isNode, type Node } from '../description/structure.ts';
import { acceptsScalar } from './accepts.ts';
import { type Constraints, constraintsOf } from './constraints.ts';
import { type Kind, kindOf, kinds, type Scalar } from './kinds.ts';
import { common, either } from './sets.ts';
import type { Source } from './source.ts';
import { schemaNode, type Term, termsIn } from './terms.ts';
import { writtenIn } from './written.ts';

/** What values may be, whatever way a document has of saying it. Any of the alternatives may apply. */
export interface Shape {
  readonly id: string;
  readonly alternatives: readonly Alternative[];
}

export type Alternative = ScalarAlternative | ListAlternative | ObjectAlternative;

interface AnyAlternative {
  readonly id: string;
  /** The schemas that it is made of, by their names in the source. */
  readonly origins: readonly string[];
  readonly constraints: Constraints;
}

export interface ScalarAlternative extends AnyAlternative {
  readonly kind: 'null' | 'boolean' | 'number' | 'string';
  /** The only values there are; undefined where the constraints alone decide. */
  readonly values: ReadonlySet<Scalar> | undefined;
  /** Members of an open enumeration (`x-extensible-enum`, or an enumeration or any text). */
  readonly listed: ReadonlySet<Scalar> | undefined;
}

export interface ListAlternative extends AnyAlternative {
  readonly kind: 'array';
  /** What each item has to fit, all together. */
  readonly items: readonly Node[];
}

export interface ObjectAlternative extends AnyAlternative {
  readonly kind: 'object';
  readonly properties: ReadonlyMap<string, Property>;
  /** Properties that are not named: `none`, or schemas to fit. `said` when the document speaks of them at all. */
  readonly rest: 'none' | { readonly schemas: readonly Node[]; readonly said: boolean };
  /** The values of properties that have only listed ones. */
  listed(): ReadonlyMap<string, ReadonlySet<Scalar>>;
}

export interface Property {
  readonly schemas: readonly Node[];
  readonly required: boolean;
}

/** What a document says of a place besides what values fit there. */
export interface Notes {
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** As text; undefined where there is none. */
  readonly default: string | undefined;
}

/** The shapes of one document's schemas, each made once. */
export interface Shapes {
  of(schemas: readonly Node[]): Shape;
  notes(schemas: readonly Node[]): Notes;
}

/** Composes the shapes of a document. Circular schemas are no trouble: what is below a shape is made when it is asked for. */
export function shapesOf(source: Source): Shapes {
  const terms = termsIn(source);
  const written = writtenIn(source);
  const shapes = new Map<string, Shape>();
  const alternatives = new Map<string, readonly Alternative[]>();
  const keyOf = (some: readonly Term[]): string =>
    [...new Set(some.map((term) => term.map(source.idOf).sort().join(' ')))].sort().join('|');

  const alternativesOf = (kind: Kind, some: readonly Term[]): readonly Alternative[] => {
    const key = `${kind} ${keyOf(some)}`;
    const made = alternatives.get(key) ?? make(kind, some, key);
    alternatives.set(key, made);
    return made;
  };
  const make = (kind: Kind, some: readonly Term[], key: string): readonly Alternative[] => {
    const parts = (term: Term) => ({ origins: term.map(source.idOf), constraints: constraintsOf(kind, term, written) });
    if (kind === 'array') return some.map((term) => ({ id: key, kind, ...parts(term), items: itemsOf(term) }));
    if (kind === 'object') {
      return some.map((term) => {
        const members = membersOf(term);
        return { id: key, kind, ...parts(term), ...members, listed: () => listedIn(members.properties, of) };
      });
    }
    return joined(some.map((term) => scalarOf(kind, term, { id: key, ...parts(term) })));
  };
  const of = (schemas: readonly Node[]): Shape => {
    const some = terms(schemas);
    const key = keyOf(some);
    const known = shapes.get(key) ?? {
      id: key,
      alternatives: kinds.flatMap((kind) => {
        const fitting = distinct(
          some.filter((term) => kindsOf(term).has(kind)),
          keyOf,
        );
        if (fitting.length === 0) return [];
        const isScalar = kind !== 'array' && kind !== 'object';
        return isScalar ? alternativesOf(kind, fitting) : fitting.flatMap((term) => alternativesOf(kind, [term]));
      }),
    };
    shapes.set(key, known);
    return known;
  };
  return {
    of,
    notes(schemas) {
      const all = terms(schemas).flat();
      const preset = all.find((each) => each.default !== undefined)?.default;
      return {
        readOnly: all.some(({ readOnly }) => readOnly === true),
        writeOnly: all.some(({ writeOnly }) => writeOnly === true),
        default: preset === undefined ? undefined : JSON.stringify(preset),
      };
    },
  };
}

/** Values of properties that can have no others. */
function listedIn(
  properties: ReadonlyMap<string, Property>,
  of: (schemas: readonly Node[]) => Shape,
): ReadonlyMap<string, ReadonlySet<Scalar>> {
  return new Map(
    [...properties].flatMap(([name, { schemas }]) => {
      const lists = of(schemas).alternatives.map((each) => ('values' in each ? each.values : undefined));
      const values = lists.reduce((some, others) => some && others && either(some, others), new Set<Scalar>());
      return values === undefined || values.size === 0 ? [] : [[name, values] as const];
    }),
  );
}

const distinct = (terms: readonly Term[], keyOf: (some: readonly Term[]) => string): readonly Term[] => [
  ...new Map(terms.map((term) => [keyOf([term]), term])).values(),
];

/** The types that values of a term may have. A schema without a type that speaks of properties or items means those. */
function kindsOf(term: Term): ReadonlySet<Kind> {
  const typed = term.some(({ type, enum: several, const: only }) => (type ?? several ?? only) !== undefined);
  return term.map((schema) => ownKinds(schema, typed)).reduce(common, new Set(kinds));
}

function ownKinds(schema: Node, typed: boolean): ReadonlySet<Kind> {
  const { type, enum: several, const: only } = schema;
  let found: ReadonlySet<Kind> = new Set(kinds);
  if (type !== undefined) {
    found = new Set([type].flat().map((each) => (each === 'integer' ? 'number' : (each as Kind))));
  } else if (
    !typed &&
    (schema.properties ?? schema.additionalProperties ?? schema.unevaluatedProperties) !== undefined
  ) {
    found = new Set<Kind>(['object']);
  } else if (!typed && schema.items !== undefined) found = new Set<Kind>(['array']);
  if (Array.isArray(several)) found = common(found, new Set(several.map(kindOf)));
  return only === undefined ? found : common(found, new Set([kindOf(only)]));
}

const itemsOf = (term: Term): readonly Node[] =>
  term.filter(({ items }) => items !== undefined && items !== true).map(({ items }) => schemaNode(items));

function scalarOf(kind: ScalarAlternative['kind'], term: Term, parts: AnyAlternative): ScalarAlternative {
  const lists: readonly ReadonlySet<Scalar>[] = term.flatMap(({ enum: several, const: only }) => [
    ...(Array.isArray(several) ? [new Set<Scalar>(several)] : []),
    ...(only === undefined ? [] : [new Set([only as Scalar])]),
  ]);
  const open = term.flatMap((each) => (Array.isArray(each['x-extensible-enum']) ? each['x-extensible-enum'] : []));
  const listed = open.length === 0 ? undefined : new Set(open.filter((value) => kindOf(value) === kind));
  if (kind === 'null' || lists.length === 0) return { ...parts, kind, values: undefined, listed };
  const values = [...lists.reduce(common)].filter(
    (value) => kindOf(value) === kind && acceptsScalar(parts.constraints, value),
  );
  return { ...parts, kind, values: new Set(values), listed: undefined, constraints: new Map() };
}

/** Scalars of one type: lists of values are one list, and an alternative without any limit makes the others a list of examples. */
function joined(some: readonly ScalarAlternative[]): readonly ScalarAlternative[] {
  const [first] = some;
  if (first === undefined || some.length === 1) return some.map(everyBoolean);
  const origins = some.flatMap((each) => each.origins);
  const finite = some.filter(({ values }) => values !== undefined);
  const values = new Set(finite.flatMap((each) => [...(each.values ?? [])]));
  const free = some.find((each) => each.values === undefined && each.constraints.size === 0);
  if (free !== undefined) {
    const listed = new Set([...values, ...some.flatMap((each) => [...(each.listed ?? [])])]);
    return [{ ...free, origins, listed: listed.size === 0 ? undefined : listed }];
  }
  const others = some.filter((each) => each.values === undefined);
  return [...(finite.length === 0 ? [] : [everyBoolean({ ...first, origins, values })]), ...others];
}

/** `true` and `false` are all there is. */
const everyBoolean = (alternative: ScalarAlternative): ScalarAlternative =>
  alternative.kind === 'boolean' && alternative.values?.size === 2
    ? { ...alternative, values: undefined }
    : alternative;

/**
 * The members of an object are those of all its parts, and it is closed as soon as one part is. Read to the letter, closed parts
 * of `allOf` exclude each other's properties and no value fits at all; vendors that write so mean the union.
 */
function membersOf(term: Term): Pick<ObjectAlternative, 'properties' | 'rest'> {
  const required = new Set(term.flatMap((each) => (Array.isArray(each.required) ? each.required : [])));
  const properties = new Map<string, Node[]>([...required].map((name) => [name, []]));
  for (const [name, schema] of term.flatMap((each) =>
    isNode(each.properties) ? Object.entries(each.properties) : [],
  )) {
    properties.set(name, [...(properties.get(name) ?? []), schemaNode(schema)]);
  }
  const rest = term.flatMap((each) => [each.additionalProperties, each.unevaluatedProperties]);
  const said = rest.filter((each) => each !== undefined);
  return {
    properties: new Map([...properties].map(([name, schemas]) => [name, { schemas, required: required.has(name) }])),
    rest: said.includes(false) ? 'none' : { schemas: said.filter(isNode), said: said.length > 0 },
  };
}
