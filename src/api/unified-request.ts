import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Request } from 'express';
import type { Operation } from '../contract/document.ts';
import { violationsOf } from '../contract/violation.ts';
import { Problem } from '../problem/problem.ts';
import { acceptable } from './acceptance.ts';
import { demandNoBody, readJson } from './body.ts';
import { queryReader } from './query.ts';

/** A request read from the wire and validated against the unified document. */
export interface UnifiedRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Documented headers by their documented names. */
  readonly header: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Composes, once, the reader of one unified operation's requests. It throws `Problem`. */
export function requestReader(
  operation: Operation,
  validate: ValidateFunction,
): (request: Request) => Promise<UnifiedRequest> {
  const readQuery = queryReader(operation.parameters.filter((each) => each.in === 'query'));
  const headers = operation.parameters
    .filter((each) => each.in === 'header')
    .map(({ name }) => [name, name.toLowerCase()] as const);
  const types = operation.body?.types;
  const demandAcceptable = acceptable(operation);
  return async (request) => {
    demandAcceptable(request);
    const question = request.url.indexOf('?');
    const search = question < 0 ? '' : request.url.slice(question + 1);
    const read: UnifiedRequest = {
      path: request.params as Record<string, string>,
      query: readQuery(search),
      header: documented(headers, request),
      ...(types === undefined ? {} : { body: await readJson(request, types) }),
    };
    if (types === undefined) await demandNoBody(request);
    if (validate(read)) return read;
    throw refusal(validate.errors ?? []);
  };
}

function documented(names: readonly (readonly [string, string])[], request: Request): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, lower] of names) {
    const value = request.headers[lower];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}

/** The first deviation as a problem: of the body 422, of anything else 400. */
function refusal(errors: readonly ErrorObject[]): Problem {
  const [violation] = violationsOf(errors);
  const [, channel = '', ...rest] = (violation?.pointer ?? '').split('/');
  if (violation?.pointer === '/header/Idempotency-Key' && violation.keyword === 'required') {
    return new Problem('idempotency-key-missing');
  }
  const pointer = channel === 'body' ? `/${rest.join('/')}`.replace(/\/$/, '') : [channel, ...rest].join('/');
  const detail = violation?.detail ?? 'is not as documented';
  return new Problem(channel === 'body' ? 'validation-failed' : 'invalid-request', {
    detail: `${pointer === '' ? 'The body' : pointer} ${detail}.`,
    errors: [{ pointer, code: violation?.keyword ?? '', detail }],
  });
}
