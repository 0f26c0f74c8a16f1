import type { Parameter } from '../contract/document.ts';
import { Problem } from '../problem/problem.ts';

/** Composes, once, the reader of an operation's query string: known names only, each at most once, typed as documented. */
export function queryReader(parameters: readonly Parameter[]): (search: string) => Record<string, unknown> {
  const types = new Map(parameters.map(({ name, schema }) => [name, 'type' in schema ? schema.type : 'string']));
  return (search) => {
    const query: Record<string, unknown> = {};
    if (search === '') return query;
    refuseBadEncoding(search);
    for (const [name, value] of new URLSearchParams(search)) {
      if (!types.has(name))
        throw wrong(name, 'unknown', `is not known here; there are ${[...types.keys()].join(', ') || 'none'}`);
      if (Object.hasOwn(query, name)) throw wrong(name, 'repeated', 'may be given only once');
      query[name] = typed(name, value, types.get(name));
    }
    return query;
  };
}

/** URLSearchParams would put replacement characters in the place of bytes that are not UTF-8. */
function refuseBadEncoding(search: string): void {
  try {
    decodeURIComponent(search);
  } catch (cause) {
    throw new Problem('invalid-request', { detail: 'The query is not valid percent-encoding of UTF-8.', cause });
  }
}

function typed(name: string, value: string, type: unknown): unknown {
  if (type === 'integer') {
    if (!/^-?\d{1,15}$/.test(value)) throw wrong(name, 'type', 'must be a whole number in plain digits');
    return Number(value);
  }
  if (type === 'boolean') {
    if (value !== 'true' && value !== 'false') throw wrong(name, 'type', 'must be true or false');
    return value === 'true';
  }
  return value;
}

const wrong = (name: string, code: string, detail: string): Problem =>
  new Problem('invalid-request', {
    detail: `The query parameter ${name} ${detail}.`,
    errors: [{ pointer: `query/${name}`, code, detail }],
  });
