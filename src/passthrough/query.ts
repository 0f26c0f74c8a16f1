import { type Parameter, resolve } from '../contract/document.ts';
import type { FieldError } from '../problem/problem.ts';
import { refused } from './refusal.ts';

/** The word by which a caller accepts what passing a write through means; it is the gateway's own and goes no further. */
const acknowledgement = 'acknowledge';

/** A query, and the caller's word for a write. */
export interface ReadQuery {
  readonly query: Readonly<Record<string, unknown>>;
  readonly acknowledge: unknown;
}

/**
 * Composes the reader of an operation's query: names that its document has, each once unless it is a list, typed as documented. One
 * part without a name is taken where the document has an expression of that kind (`x-raw-query`).
 */
export function queryReader(document: object, parameters: readonly Parameter[]): (search: string) => ReadQuery {
  const known = new Map(parameters.filter(({ raw }) => !raw).map((each) => [each.name, typeOf(document, each)]));
  const raw = parameters.find((each) => each.raw)?.name;
  return (search) => {
    const query: Record<string, unknown> = {};
    let acknowledge: unknown;
    for (const part of search.split('&')) {
      if (part === '') continue;
      const at = part.indexOf('=');
      const name = decoded(at < 0 ? part : part.slice(0, at));
      const value = at < 0 ? '' : decoded(part.slice(at + 1));
      if (name === acknowledgement && acknowledge === undefined) acknowledge = value;
      else if (known.has(name)) put(query, name, value, known.get(name) ?? plain);
      else if (raw !== undefined && !named.test(part) && !Object.hasOwn(query, raw)) query[raw] = decoded(part);
      else throw wrong(name, 'unknown', 'is not one that the document has here, or is given twice');
    }
    return { query, acknowledge };
  };
}

/** A part that gives a parameter by its name, as no expression begins. */
const named = /^[^(]*=/;

interface Type {
  readonly name: unknown;
  readonly list: boolean;
}
const plain: Type = { name: 'string', list: false };

function typeOf(document: object, { schema }: Parameter): Type {
  const { type, items } = resolve<{ readonly type?: unknown; readonly items?: object }>(document, schema);
  if (type !== 'array') return { name: type, list: false };
  return { name: resolve<{ readonly type?: unknown }>(document, items ?? {}).type, list: true };
}

function put(query: Record<string, unknown>, name: string, text: string, type: Type): void {
  const value = typed(name, text, type.name);
  const before = Object.hasOwn(query, name) ? query[name] : undefined;
  if (type.list) query[name] = [...(Array.isArray(before) ? before : []), value];
  else if (before === undefined) query[name] = value;
  else throw wrong(name, 'repeated', 'may be given only once');
}

function typed(name: string, text: string, type: unknown): unknown {
  if (type === 'integer' || type === 'number') {
    const form = type === 'integer' ? /^-?\d{1,15}$/ : /^-?\d{1,15}(?:\.\d{1,15})?$/;
    if (!form.test(text)) throw wrong(name, 'type', 'must be a number in plain digits');
    return Number(text);
  }
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw wrong(name, 'type', 'must be true or false');
    return text === 'true';
  }
  return text;
}

/** Of the form encoding of queries: a plus sign stands for a blank. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw refused('The query is not valid percent-encoding of UTF-8.');
  }
}

const wrong = (name: string, code: string, detail: string): Error => {
  const errors: readonly FieldError[] = [{ pointer: `query/${name}`, code, detail }];
  return refused(`The query parameter ${name} ${detail}.`, errors);
};
