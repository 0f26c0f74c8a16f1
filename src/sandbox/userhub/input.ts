import type { EmulatorRequest } from '../emulator.ts';
import { invalid, refusal } from './errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Checks one given value; `undefined` means that the value clears the field. Throws a refusal that names `param`. */
export type Reader<Value> = (value: unknown, param: string) => Value | undefined;

export type Readers<Fields> = { readonly [Name in keyof Fields]-?: Reader<NonNullable<Fields[Name]>> };

/** The body of a request. Custom verbs come without any body just as well as with `{}`. */
export function jsonBody(request: EmulatorRequest): JsonObject {
  if (request.text === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(request.text);
  } catch {
    throw refusal('INVALID_ARGUMENT', 'The request body is not valid JSON');
  }
  if (!isObject(body)) throw refusal('INVALID_ARGUMENT', 'The request body must be a JSON object');
  return body;
}

/**
 * Reads the given fields and only those: a field that is present is to be written, if with `undefined`, and an absent one to be left alone.
 * `owner` is the message the fields belong to in the vendor's parameter paths, `''` for the request itself.
 */
export function readFields<Fields extends object>(
  given: JsonObject,
  readers: Readers<Fields>,
  owner: string,
): Partial<Fields> {
  const byName: Readonly<Record<string, Reader<unknown> | undefined>> = readers;
  const read = Object.entries(given).map(([name, value]) => {
    const param = owner === '' ? name : `${owner}.${name}`;
    const reader = Object.hasOwn(byName, name) ? byName[name] : undefined;
    // inferred: unknown fields are refused, as strict protobuf JSON does; a tolerant emulator would hide misspelt names.
    if (reader === undefined) throw invalid(param, `Unknown field: ${param}`);
    return [name, reader(value, param)];
  });
  return Object.fromEntries(read) as Partial<Fields>;
}

/** A string that `""` clears; longer than `maximum` code points or not of the `form` is refused. */
export function text(maximum = Number.POSITIVE_INFINITY, form?: (value: string) => boolean): Reader<string> {
  return (value, param) => {
    // inferred: null is for objects and times only; the SDKs clear strings with "" and never send null for one.
    if (typeof value !== 'string') throw invalid(param, `${param} must be a string`);
    if (value === '') return undefined;
    if (value.length > maximum && [...value].length > maximum) {
      throw invalid(param, `${param} must not exceed ${maximum} characters`);
    }
    if (form?.(value) === false) throw invalid(param, `${param} has an invalid format`);
    return value;
  };
}

/** A boolean; unlike the other kinds it has no value that clears it. */
export const flag: Reader<boolean> = (value, param) => {
  if (typeof value !== 'boolean') throw invalid(param, `${param} must be a boolean`);
  return value;
};

/** An object or, to clear it, null. */
export function message<Value extends object>(readers: Readers<Value>): Reader<Value> {
  return (value, param) => {
    if (value === null) return undefined;
    if (!isObject(value)) throw invalid(param, `${param} must be an object`);
    return readFields<Value>(value, readers, param) as Value;
  };
}

/** A list of strings. */
export const texts: Reader<string[]> = (value, param) => {
  if (!Array.isArray(value) || !value.every((line) => typeof line === 'string')) {
    throw invalid(param, `${param} must be an array of strings`);
  }
  return value;
};

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
