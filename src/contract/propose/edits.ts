import type { ObservedType } from '../drift/observed-type.ts';
import { jsonPath, nodeAt, objectAt, type Path } from './locate.ts';

/** One change of an Overlay. */
export interface ProposedAction {
  readonly target: string;
  readonly update?: object;
  readonly remove?: true;
  readonly 'x-reason': string;
}

/** What is to be changed in one schema, or in the answers of one operation. */
interface Edit {
  readonly path: Path;
  readonly reasons: Set<string>;
  readonly keywords: Set<string>;
  readonly notRequired: Set<string>;
  readonly types: Set<ObservedType>;
  readonly properties: Map<string, Set<ObservedType>>;
  readonly responses: Map<string, ObservedType>;
}

/** Collects the changes of a document by the place that is changed, so that several reasons make one change. */
export class Edits {
  readonly #document: object;
  readonly #edits = new Map<string, Edit>();

  constructor(document: object) {
    this.#document = document;
  }

  at(path: Path, reason: string): Edit {
    const key = JSON.stringify(path);
    const edit = this.#edits.get(key) ?? {
      path,
      reasons: new Set(),
      keywords: new Set(),
      notRequired: new Set(),
      types: new Set(),
      properties: new Map(),
      responses: new Map(),
    };
    this.#edits.set(key, edit);
    edit.reasons.add(reason);
    return edit;
  }

  /** The actions of an Overlay, outer places before what is inside them. */
  actions(): readonly ProposedAction[] {
    return [...this.#edits.values()]
      .sort((one, other) => one.path.length - other.path.length)
      .flatMap((edit) => actionsOf(this.#document, edit));
  }
}

function actionsOf(document: object, edit: Edit): readonly ProposedAction[] {
  const reason = { 'x-reason': [...edit.reasons].join('; ') };
  const target = jsonPath(edit.path);
  if (edit.responses.size > 0) {
    return [{ target, update: Object.fromEntries([...edit.responses].map(response)), ...reason }];
  }
  const schema = objectAt(document, edit.path);
  const added =
    edit.properties.size === 0 ? {} : { properties: Object.fromEntries([...edit.properties].map(property)) };
  const changed = { ...edited(schema, edit), ...added };
  const [lists, plain] = [lost(schema, changed, true), lost(schema, changed, false)];
  // An action can take out objects and lists only, so a schema that loses a plain value is written anew.
  if (plain.some((name) => !(name in changed))) {
    const whole =
      'properties' in added
        ? { ...changed, properties: { ...(schema.properties as object), ...added.properties } }
        : changed;
    return [
      { target, remove: true, ...reason },
      { target: jsonPath(edit.path.slice(0, -1)), update: { [edit.path.at(-1) ?? '']: whole }, ...reason },
    ];
  }
  const update = Object.fromEntries(Object.entries(changed).filter(([name, value]) => schema[name] !== value));
  return [
    ...lists.map((name) => ({ target: jsonPath([...edit.path, name]), remove: true as const, ...reason })),
    ...(Object.keys(update).length === 0 ? [] : [{ target, update, ...reason }]),
  ];
}

/** Keywords that a change takes out or replaces; what is added to properties is merged. */
const lost = (schema: Schema, changed: Schema, compound: boolean): readonly string[] =>
  Object.keys(schema).filter(
    (name) =>
      name !== 'properties' && schema[name] !== changed[name] && (typeof schema[name] === 'object') === compound,
  );

const response = ([status, observed]: readonly [string, ObservedType]): readonly [string, object] => [
  status,
  {
    description: 'Seen in answers; the document did not have it.',
    ...(observed === 'absent' ? {} : { content: { 'application/json': { schema: {} } } }),
  },
];

const property = ([name, observed]: readonly [string, ReadonlySet<ObservedType>]): readonly [string, object] => {
  const types = [...observed].sort();
  // Of what was only seen empty, the type is not known.
  if (types.every((type) => type === 'null')) return [name, {}];
  return [name, { type: types.length === 1 ? types[0] : types }];
};

type Schema = Readonly<Record<string, unknown>>;

/** The schema without what does not hold. */
function edited(schema: Schema, { keywords, notRequired, types }: Edit): Schema {
  if (keywords.size + notRequired.size + types.size === 0) return schema;
  const { required, ...rest } = Object.fromEntries(Object.entries(schema).filter(([name]) => !keywords.has(name)));
  const needed = Array.isArray(required) ? required.filter((name) => !notRequired.has(name)) : [];
  const without: Schema =
    needed.length === 0 ? rest : { ...rest, required: notRequired.size === 0 ? required : needed };
  const opened = keywords.has('enum') ? { ...without, 'x-extensible-enum': schema.enum } : without;
  return types.size === 0 ? opened : widened(opened, [...types].sort());
}

function widened(schema: Schema, types: readonly ObservedType[]): Schema {
  const { type, anyOf } = schema;
  const further = types.map((each) => ({ type: each }));
  if (type === undefined && Array.isArray(anyOf)) return { ...schema, anyOf: [...anyOf, ...further] };
  // Beside an enumeration another type alone would not do.
  if (type === undefined || 'enum' in schema || 'const' in schema) return { anyOf: [schema, ...further] };
  return { ...schema, type: [...new Set([type, ...types].flat())] };
}

/** Whether a schema can be written anew: what stands in a list has no name to be written under. */
export const isReplaceable = (document: object, path: Path): boolean =>
  typeof path.at(-1) === 'string' && nodeAt(document, path) !== undefined;
