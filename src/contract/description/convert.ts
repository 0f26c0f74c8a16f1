import formats from 'ajv-formats/dist/formats.js';
import { isAnnotation } from './annotations.ts';
import { composition, isClosed } from './composition.ts';
import { closingOf } from './normalize-closed.ts';
import { type Direction, excused } from './normalize-direction.ts';
import { asBase, spelledBase, spelledUnion } from './normalize-discriminator.ts';
import { usablePattern } from './normalize-pattern.ts';
import { fieldOf, isNode, type Node } from './structure.ts';
import { targetOf } from './upgrade.ts';

/** What is known of the document while its schemas are converted. */
export interface Context {
  readonly document: Node;
  /** By schema, the references to those that are built on it. */
  readonly subtypes: ReadonlyMap<Node, ReadonlySet<string>>;
  readonly repairs: Set<string>;
  readonly unknown: Set<string>;
  /** The reference to use for one of the document's; `asBase`: for the schema without its choice among its subtypes. */
  refer(reference: string, around: Surroundings, asBase: boolean): string;
}

/** How a schema stands in its surroundings. */
export interface Surroundings {
  readonly direction: Direction;
  /** Whether it is part of a whole that closes for it. */
  readonly part: boolean;
  /** Properties that nothing demands; `undefined` when the document tells no directions apart. */
  readonly excused: readonly string[] | undefined;
  /** The reference to the schema that this one is, or is a part of; `undefined` for one without a name. */
  readonly self: string | undefined;
}

const kept: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'const', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength'],
  ...['minLength', 'maxItems', 'minItems', 'uniqueItems', 'maxContains', 'minContains', 'maxProperties'],
  ...['minProperties', 'dependentRequired'],
]);
/** Applied to the value that the schema itself is applied to. */
const inPlace: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'then', 'else', 'dependentSchemas']);
/** Names and places of schemas, which references are resolved with, and what is judged by other means or not at all. */
const dropped: ReadonlySet<string> = new Set([
  ...['$id', '$schema', '$anchor', '$dynamicAnchor', '$dynamicRef', '$vocabulary', '$defs', 'definitions'],
  ...['contentEncoding', 'contentMediaType', 'contentSchema', 'discriminator', 'nullable'],
]);

/** One schema as JSON Schema; see `jsonSchemaOf`. */
export function converted(context: Context, schema: unknown, around: Surroundings, base = false): unknown {
  if (!isNode(schema)) return schema;
  if (typeof schema.$ref === 'string') return convertedReference(context, schema, around);
  const subtypes = context.subtypes.get(schema) ?? new Set<string>();
  if (base) return convertedKeywords(context, asBase(schema, subtypes), around);
  const choice = around.self === undefined ? undefined : spelledBase(context.document, schema, subtypes);
  if (choice === undefined) return convertedKeywords(context, spelledUnion(context.document, schema), around);
  const otherwise = { $ref: context.refer(around.self ?? '', around, true) };
  return { ...convertedKeywords(context, choice, around), else: otherwise };
}

function convertedReference(context: Context, { $ref, ...beside }: Node, around: Surroundings): unknown {
  const reference = String($ref);
  if (Object.keys(beside).some((key) => !isAnnotation(key))) {
    const allOf = Array.isArray(beside.allOf) ? beside.allOf : [];
    return converted(context, { ...beside, allOf: [{ $ref }, ...allOf] }, around);
  }
  const target = targetOf(context.document, reference);
  const builtOnIt = isNode(target) ? context.subtypes.get(target) : undefined;
  const base = around.self !== undefined && builtOnIt?.has(around.self) === true;
  return { $ref: context.refer(reference, around, base) };
}

function convertedKeywords(context: Context, schema: Node, around: Surroundings): Node {
  const { document, repairs } = context;
  const closing = closingOf(document, schema, around.part);
  const where = around.self ?? 'a schema without a name';
  const absent = around.excused && [...around.excused, ...excused(document, schema, around.direction)];
  const within = { ...around, part: closing.parts, excused: absent };
  const outside = { ...around, part: false, excused: absent && [], self: undefined };
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (dropped.has(keyword) || isAnnotation(keyword)) continue;
    if (keyword === 'type' && !isType(value)) repairs.add(`${where}: the type is none of JSON Schema; it is left out`);
    else if (kept.has(keyword)) out[keyword] = value;
    else if (keyword === 'required') out[keyword] = demanded(value, absent ?? []);
    else if (keyword === 'format') {
      if (Object.hasOwn(formats.fullFormats, String(value))) out[keyword] = value;
    } else if (keyword === 'pattern') {
      out[keyword] = usablePattern(String(value));
      if (out[keyword] === undefined)
        repairs.add(`${where}: the pattern ${value} is none in JavaScript; it is left out`);
    } else if (fieldOf('schema', keyword) === undefined) context.unknown.add(keyword);
    else if (!isClosing(keyword, value)) {
      out[alternativesOf(keyword, value, context, within)] = heldConverted(
        context,
        value,
        fieldOf('schema', keyword)?.[0],
        inPlace.has(keyword) ? within : outside,
      );
    } else if (closing.own) out[keyword] = value;
  }
  if (closing.whole) {
    out.unevaluatedProperties = false;
    repairs.add(`${where}: closed beside parts that it cannot see; it is closed over all of them`);
  }
  return Object.fromEntries(Object.entries(out).filter(([, value]) => value !== undefined));
}

const types: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
const isType = (value: unknown): boolean =>
  Array.isArray(value) ? value.every((each) => types.includes(each)) : types.includes(value);

const demanded = (required: unknown, absent: readonly string[]): readonly unknown[] | undefined =>
  // Some generators write the flag of a parameter into schemas.
  Array.isArray(required) ? [...new Set(required)].filter((name) => !absent.includes(name)) : undefined;

const isClosing = (keyword: string, value: unknown): boolean =>
  value === false && (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties');

/** Alternatives that leave closing to the whole may no longer exclude each other. */
const alternativesOf = (keyword: string, value: unknown, { document }: Context, { part }: Surroundings): string =>
  keyword === 'oneOf' &&
  part &&
  Array.isArray(value) &&
  value.some((each) => composition(document, each).some(isClosed))
    ? 'anyOf'
    : keyword;

function heldConverted(context: Context, value: unknown, held: string | undefined, around: Surroundings): unknown {
  if (held === 'one') return converted(context, value, around);
  if (Array.isArray(value)) return value.map((each) => converted(context, each, around));
  if (!isNode(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, converted(context, each, around)]));
}
