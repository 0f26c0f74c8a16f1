import type { EmulatorRequest } from '../emulator.ts';
import { Refused } from './answers.ts';

/** A request body. Fields that no reader asks for are ignored, which is inferred: the facts name no error for them. */
export type Body = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an array of strings. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** The JSON object of a request; no body at all reads as an empty one. */
export function readBody(request: EmulatorRequest): Body {
  if (request.text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(request.text);
  } catch {
    throw new Refused('bad_request');
  }
  if (!isObject(value)) throw new Refused('bad_request');
  return value;
}

/** A field, or `undefined` when it is missing; inferred: `null` means the same as leaving the field out. */
export function field(body: Body, name: string): unknown {
  return Object.hasOwn(body, name) ? (body[name] ?? undefined) : undefined;
}

/** A text field. */
export function text(body: Body, name: string): string | undefined {
  const value = field(body, name);
  if (value !== undefined && typeof value !== 'string') throw new Refused('bad_request');
  return value;
}

/** A boolean field. */
export function flag(body: Body, name: string): boolean | undefined {
  const value = field(body, name);
  if (value !== undefined && typeof value !== 'boolean') throw new Refused('bad_request');
  return value;
}

/** A field that holds an array of texts. */
export function texts(body: Body, name: string): string[] | undefined {
  const value = field(body, name);
  if (value !== undefined && !isTexts(value)) throw new Refused('bad_request');
  return value;
}

/** An external id: alphanumerics and `.` `_` `-` `|`, at most 128; inferred: the vendor has no error type of its own for others. */
export function externalId(body: Body, name: string): string | undefined {
  const value = text(body, name);
  if (value !== undefined && !/^[A-Za-z0-9._|-]{1,128}$/.test(value)) throw new Refused('bad_request');
  return value;
}
