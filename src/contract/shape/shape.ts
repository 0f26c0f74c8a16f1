import { resolve as resolveIn } from '../document.ts';
import { type Choices, choicesIn, chosen } from './choices.ts';
import { extentOf } from './extent.ts';
import { membersOf } from './members.ts';
import { isSchema, partsOf, type Resolve, type Schema } from './schema.ts';

/**
 * What a document makes of properties that it does not name: `forbidden`; `undocumented` where it names some and says nothing of
 * others; `keys` where it provides for any, or names none, so that their names are data.
 */
export type Others = 'forbidden' | 'undocumented' | 'keys';

/** What a document says of the values at one place, all schemas that may apply there taken together. */
export interface Shape {
  /** The shape of a documented property, or of a map's value; undefined where the document says nothing of it. */
  property(name: string): Shape | undefined;
  /** Whether the document names the property; otherwise it is unknown, or the key of a map: a piece of data. */
  names(name: string): boolean;
  /** What the document makes of a property that it does not name. */
  readonly others: Others;
  /** Shape of the items of a list; undefined where nothing is said of them. */
  readonly items: Shape | undefined;
  /** The texts that an open enumeration lists; undefined where any text will do. */
  readonly members: ReadonlySet<string> | undefined;
  /** This shape without the alternatives that constants or a discriminator in the value rule out. */
  of(value: object): Shape;
}

type ShapeOf = (schemas: readonly Schema[]) => Shape | undefined;

const known = new WeakMap<object, (schema: object) => Shape>();

/** The shapes of a document's schemas, each composed when it is first asked for, once, circular ones included. */
export function shapesOf(document: object): (schema: object) => Shape {
  const shapes = known.get(document) ?? composeShapes(document);
  known.set(document, shapes);
  return shapes;
}

function composeShapes(document: object): (schema: object) => Shape {
  const resolve: Resolve = (schema) => resolveIn<Schema>(document, schema);
  const ids = new Map<Schema, number>();
  const idOf = (schema: Schema): number => {
    const id = ids.get(schema) ?? ids.size;
    ids.set(schema, id);
    return id;
  };
  const composed = new Map<string, Shape>();
  const shapeOf = (schemas: readonly Schema[]): Shape => {
    const distinct = [...new Set(schemas.map(resolve))];
    const key = distinct.map(idOf).join(' ');
    const shape =
      composed.get(key) ?? composeShape(distinct, resolve, (some) => (some.length === 0 ? undefined : shapeOf(some)));
    composed.set(key, shape);
    return shape;
  };
  return (schema) => shapeOf([schema as Schema]);
}

function composeShape(schemas: readonly Schema[], resolve: Resolve, shapeOf: ShapeOf): Shape {
  const parts = [...partsOf(schemas, resolve)];
  const properties = propertiesOf(parts, shapeOf);
  const values = once(() => shapeOf(parts.flatMap(valueSchemas)));
  const items = once(() => shapeOf(parts.flatMap(itemSchemas)));
  const choices = choicesIn(schemas, resolve);
  const shape: Shape = {
    property(name) {
      const property = properties.get(name);
      return property === undefined ? values() : property();
    },
    names: (name) => properties.has(name),
    others: othersIn(schemas, parts, resolve),
    get items() {
      return items();
    },
    members: membersOf(schemas, resolve),
    of: choices.groups.length === 0 ? () => shape : (value) => narrowed(choices, value, shapeOf) ?? shape,
  };
  return shape;
}

function narrowed(choices: Choices, value: object, shapeOf: ShapeOf): Shape | undefined {
  const left = chosen(choices, value);
  return left && shapeOf(left);
}

function propertiesOf(parts: readonly Schema[], shapeOf: ShapeOf): ReadonlyMap<string, () => Shape | undefined> {
  const schemas = new Map<string, Schema[]>();
  for (const [name, schema] of parts.flatMap(({ properties = {} }) => Object.entries(properties))) {
    schemas.set(name, [...(schemas.get(name) ?? []), schema]);
  }
  return new Map([...schemas].map(([name, some]) => [name, once(() => shapeOf(some))]));
}

const valueSchemas = ({ patternProperties = {}, additionalProperties, unevaluatedProperties }: Schema): Schema[] =>
  [...Object.values(patternProperties), additionalProperties, unevaluatedProperties].filter(isSchema);

const itemSchemas = ({ items, prefixItems = [] }: Schema): Schema[] => [...prefixItems, items].filter(isSchema);

function othersIn(schemas: readonly Schema[], parts: readonly Schema[], resolve: Resolve): Others {
  if (parts.some(isClosed)) return 'forbidden';
  return extentOf(schemas, resolve) === 'named' ? 'undocumented' : 'keys';
}

const isClosed = ({ additionalProperties, unevaluatedProperties }: Schema): boolean =>
  additionalProperties === false || unevaluatedProperties === false;

/** What `make` makes, at most once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
