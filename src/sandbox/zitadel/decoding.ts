import { invalid } from './errors.ts';

/** One field of a request message: how its JSON is read, and the rules its value must keep. */
export interface Field<T> {
  /** The value when the field is missing or null. */
  readonly absent: T;
  parse(json: unknown, name: string): T;
  /** The vendor's text about a broken rule, `undefined` when all are kept. `label` is `Message.Field`. */
  violation(value: T, label: string): string | undefined;
}

type Shape = Readonly<Record<string, Field<unknown>>>;
type ValueOf<F> = F extends Field<infer T> ? T : never;
/** The decoded form of a shape. */
export type Decoded<S extends Shape> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** A message field; `undefined` when absent. */
export interface Message<D> extends Field<D | undefined> {
  parse(json: unknown, name: string): D;
}

/**
 * Decodes a request body, an empty one as `{}`, like the REST gateway: proto3 JSON with camelCase or snake_case names, unknown
 * fields dropped. `bound` holds path parameters, which win over the body. Throws the vendor's refusal.
 */
export function decode<D>(schema: Message<D>, text: string, bound: Readonly<Record<string, string>> = {}): D {
  const json = text.trim() === '' ? {} : parseJson(text);
  if (!isObject(json)) throw invalid('proto: syntax error (line 1:1): unexpected token');
  const free = Object.entries(json).filter(([name]) => !Object.hasOwn(bound, camelCase(name)));
  const value = schema.parse(Object.fromEntries([...free, ...Object.entries(bound)]), '');
  const violation = schema.violation(value, '');
  if (violation !== undefined) throw invalid(violation);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('proto: syntax error (line 1:1): invalid JSON');
  }
}

/** A message type by its short name, which the texts about broken rules show. */
export function message<S extends Shape>(name: string, shape: S): Message<Decoded<S>> {
  return {
    absent: undefined,
    parse(json, field) {
      if (!isObject(json)) throw typeError('message', field, json);
      const given = byCamelName(json);
      return Object.fromEntries(
        Object.entries(shape).map(([key, { absent, parse }]) => {
          const value = given.get(key) ?? null;
          return [key, value === null ? absent : parse(value, key)];
        }),
      ) as Decoded<S>;
    },
    violation(value, label) {
      if (value === undefined) return undefined;
      for (const [key, field] of Object.entries(shape)) {
        const inner = field.violation(value[key], `${name}.${key[0]?.toUpperCase()}${key.slice(1)}`);
        if (inner !== undefined) return embedded(label, inner);
      }
      return undefined;
    },
  };
}

/** A message field that reads as an empty message when it is missing, so that the rules of its fields hold all the same. */
export function always<D>(schema: Message<D>): Field<D> {
  return { absent: schema.parse({}, ''), parse: schema.parse, violation: schema.violation };
}

/** Which alternative of a oneof was sent, and its value. */
export type Choice<S extends Shape> = {
  readonly [K in keyof S]: { readonly kind: K; readonly value: Exclude<ValueOf<S[K]>, undefined> };
}[keyof S];

/** A message that is nothing but one required oneof. `variants` is a function, so that queries can nest. */
export function oneOf<S extends Shape>(name: string, oneof: string, variants: () => S): Message<Choice<S> | 'none'> {
  return {
    absent: undefined,
    parse(json, field) {
      if (!isObject(json)) throw typeError('message', field, json);
      const given = byCamelName(json);
      const shape = variants();
      const sent = Object.keys(shape).filter((key) => (given.get(key) ?? null) !== null);
      const [kind, second] = sent;
      if (second !== undefined) throw invalid(`proto: error parsing "${second}", oneof ${oneof} is already set`);
      if (kind === undefined) return 'none';
      return { kind, value: shape[kind]?.parse(given.get(kind), kind) } as Choice<S>;
    },
    violation(value, label) {
      if (value === undefined) return undefined;
      if (value === 'none') return embedded(label, `invalid ${name}.${oneof}: value is required`);
      const kind = String(value.kind);
      const inner = variants()[kind]?.violation(value.value, `${name}.${kind[0]?.toUpperCase()}${kind.slice(1)}`);
      return inner === undefined ? undefined : embedded(label, inner);
    },
  };
}

/** A repeated field. */
export function list<T>(item: Field<T>): Field<readonly Exclude<T, undefined>[]> {
  return {
    absent: [],
    parse(json, name) {
      if (!Array.isArray(json)) throw typeError('list', name, json);
      return json.map((entry) => item.parse(entry, name)) as Exclude<T, undefined>[];
    },
    violation(values, label) {
      for (const [index, value] of values.entries()) {
        const violation = item.violation(value, `${label}[${index}]`);
        if (violation !== undefined) return violation;
      }
      return undefined;
    },
  };
}

/** The refusal of JSON of the wrong type. */
export function typeError(kind: string, name: string, json: unknown): Error {
  return invalid(`proto: invalid value for ${kind} field ${name}: ${JSON.stringify(json)}`);
}

function embedded(label: string, inner: string): string {
  return label === '' ? inner : `invalid ${label}: embedded message failed validation | caused by: ${inner}`;
}

function byCamelName(json: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(json)) {
    const key = camelCase(name);
    if (fields.has(key)) throw invalid(`proto: duplicate field "${name}"`);
    fields.set(key, value);
  }
  return fields;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
