import type { OpenAPIV3_1 } from 'openapi-types';
import { resolve } from '../document.ts';

export type Schema = OpenAPIV3_1.SchemaObject & {
  readonly 'x-extensible-enum'?: readonly string[];
  readonly const?: unknown;
};

/** One way that a value may look: a schema without references, `allOf`, and choices. */
export interface Form {
  /** The component that the schema was found in last; undefined for one that is written in place. */
  readonly component: string | undefined;
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly properties: ReadonlyMap<string, object>;
  readonly required: ReadonlySet<string>;
  readonly items: object | undefined;
  /** The members that are listed, whether the list is closed or open. */
  readonly members: readonly unknown[] | undefined;
  readonly open: boolean;
  readonly format: string | undefined;
  readonly examples: readonly unknown[];
  readonly minimum: number | undefined;
}

const noSchema: Schema = {};
const known = new WeakMap<object, WeakMap<object, readonly Form[]>>();

/** The ways that a value of a schema may look, `null` aside: one for each alternative and each type. Neither may change later. */
export function formsOf(document: object, given: object = noSchema): readonly Form[] {
  const ofDocument = known.get(document) ?? new WeakMap<object, readonly Form[]>();
  known.set(document, ofDocument);
  const before = ofDocument.get(given);
  if (before !== undefined) return before;
  const forms = alternatives(document, given, undefined, 0).flatMap(({ schemas, component }) =>
    formsOfAll(schemas, component),
  );
  ofDocument.set(given, forms);
  return forms;
}

interface Alternative {
  /** Schemas that hold all at once. */
  readonly schemas: readonly Schema[];
  readonly component: string | undefined;
}

/** Schemas refer to each other in circles only through properties and items; deeper than this they are wrong. */
const deepest = 20;

function alternatives(
  document: object,
  given: object,
  within: string | undefined,
  depth: number,
): readonly Alternative[] {
  if (depth > deepest) throw new Error('a schema consists of itself');
  const component = '$ref' in given ? String(given.$ref).split('/').at(-1) : within;
  const schema = resolve<Schema>(document, given);
  const { allOf = [], oneOf, anyOf } = schema;
  let all: readonly Alternative[] = [{ schemas: [schema], component }];
  for (const part of allOf) all = crossed(all, alternatives(document, part, component, depth + 1));
  for (const choice of [oneOf, anyOf]) {
    if (choice === undefined) continue;
    const every = choice.flatMap((each) => alternatives(document, each, component, depth + 1));
    all = crossed(all, every);
  }
  return all;
}

const crossed = (some: readonly Alternative[], others: readonly Alternative[]): readonly Alternative[] =>
  some.flatMap((one) =>
    others.map((other) => ({
      schemas: [...one.schemas, ...other.schemas],
      component: other.component ?? one.component,
    })),
  );

function formsOfAll(schemas: readonly Schema[], component: string | undefined): readonly Form[] {
  const typed = schemas.flatMap(({ type }) => (type === undefined ? [] : [[type].flat()]));
  const types = typed.slice(1).reduce((kept, next) => kept.filter((type) => next.includes(type)), typed[0] ?? []);
  if (typed.length > 0 && types.length === 0) return [];
  const others = types.filter((type) => type !== 'null');
  if (types.length > 0 && others.length === 0) return [];
  const listed = schemas.map(({ enum: closed, const: only, ...rest }) =>
    only === undefined ? (closed ?? rest['x-extensible-enum']) : [only],
  );
  const members = listed.find((each) => each !== undefined)?.filter((member) => member !== null);
  const form = {
    component,
    nullable: types.includes('null'),
    properties: new Map(schemas.flatMap(({ properties = {} }) => Object.entries(properties))),
    required: new Set(schemas.flatMap(({ required = [] }) => required)),
    items: schemas.flatMap((each) => ('items' in each && each.items !== undefined ? [each.items] : []))[0],
    members,
    open: schemas.some((each) => each['x-extensible-enum'] !== undefined),
    format: schemas.find(({ format }) => format !== undefined)?.format,
    examples: schemas.flatMap(({ examples, example }) => [
      ...(examples ?? []),
      ...(example === undefined ? [] : [example]),
    ]),
    minimum: schemas.find(({ minimum }) => minimum !== undefined)?.minimum,
  };
  const guessed = form.properties.size > 0 ? ['object'] : form.items === undefined ? [] : ['array'];
  const kinds = others.length > 0 ? others : guessed;
  return kinds.length === 0 ? [{ ...form, types: [] }] : kinds.map((type) => ({ ...form, types: [type] }));
}
