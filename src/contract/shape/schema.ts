/** The parts of a JSON Schema that say what a value is made of. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly unevaluatedProperties?: boolean | Schema;
  readonly items?: boolean | Schema;
  readonly prefixItems?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly 'x-extensible-enum'?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly then?: Schema;
  readonly else?: Schema;
  readonly dependentSchemas?: Readonly<Record<string, Schema>>;
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
}

/** Follows the references of one document. */
export type Resolve = (schema: Schema) => Schema;

export const isSchema = (given: boolean | Schema | undefined): given is Schema => typeof given === 'object';

/** Whether a value of this type may fit, as far as the schema's own `type` says. */
export const mayBe = (type: string, schema: Schema): boolean =>
  schema.type === undefined || [schema.type].flat().includes(type);

/** The groups of alternatives of a schema; of each group, any may apply. */
export const groupsOf = ({ anyOf, oneOf }: Schema): readonly (readonly Schema[])[] =>
  [anyOf ?? [], oneOf ?? []].filter((group) => group.length > 0);

/** Schemas that apply under a condition. */
const conditionalOf = (schema: Schema): readonly Schema[] =>
  [schema.then, schema.else, ...Object.values(schema.dependentSchemas ?? {})].filter(isSchema);

/** Every schema that may apply together with the given ones, without following properties and items. */
export function partsOf(schemas: readonly Schema[], resolve: Resolve, found = new Set<Schema>()): ReadonlySet<Schema> {
  for (const given of schemas) {
    const schema = resolve(given);
    if (found.has(schema)) continue;
    found.add(schema);
    partsOf([...(schema.allOf ?? []), ...groupsOf(schema).flat(), ...conditionalOf(schema)], resolve, found);
  }
  return found;
}
