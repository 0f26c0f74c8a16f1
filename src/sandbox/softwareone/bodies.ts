import type { EmulatorRequest } from '../emulator.ts';
import { invalid, problem, Refusal } from './problems.ts';

/** A JSON object from outside. */
export type JsonObject = Readonly<Record<string, unknown>>;

const jsonTypes = /^(application\/json|text\/json|application\/[\w.-]+\+json)\s*(;|$)/i;

/** The JSON body of a verb. 415 for another media type, 400 for a body that is missing or no JSON. */
export function jsonBody(request: EmulatorRequest): unknown {
  if (!jsonTypes.test(request.headers['content-type'] ?? '')) throw new Refusal(problem(415));
  return parse(request.text);
}

/** The account of a create or update: the JSON body, or the part `account` of a multipart body beside a `logo`. */
export function accountBody(request: EmulatorRequest): JsonObject {
  if (request.form === undefined) {
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) throw new Refusal(problem(415));
    return object(parse(request.text));
  }
  const part = request.form.get('account');
  if (part === undefined) throw invalid({ account: ['The account field is required.'] });
  return object(parse(part));
}

/** Makes sure that a parsed body is an object. */
export function object(value: unknown): JsonObject {
  if (!isObject(value)) throw invalid({ $: ['The JSON value could not be converted to an object.'] });
  return value;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  if (text === '') throw invalid({ $: ['A non-empty request body is required.'] });
  try {
    return JSON.parse(text);
  } catch {
    throw invalid({ $: ['The body is not valid JSON.'] });
  }
}
