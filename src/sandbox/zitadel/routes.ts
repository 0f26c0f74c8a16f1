import type { EmulatorAnswer, EmulatorRequest, Exchange, Route } from '../emulator.ts';
import { Refusal, refusal } from './errors.ts';
import { lookup } from './records.ts';
import type { ZitadelState } from './state.ts';
import { hasIssuedToken } from './tokens.ts';

/** What the handlers work on. */
export interface Call extends Exchange<ZitadelState> {
  /** The organization a management call acts on: that of `x-zitadel-orgid`, without it the caller's own. */
  readonly organization: string;
}

type Handler = (call: Call) => object;

/** A route that only reads; `path` may hold `{parameters}`. */
export function read(method: Route<ZitadelState>['method'], path: string, handle: Handler): Route<ZitadelState> {
  return { method, pattern: pattern(path), effect: 'read', handle: (exchange) => answer(exchange, handle, 200) };
}

/** A route that may change the state. */
export function write(
  method: Route<ZitadelState>['method'],
  path: string,
  handle: Handler,
  status = 200,
): Route<ZitadelState> {
  return { method, pattern: pattern(path), effect: 'write', handle: (exchange) => answer(exchange, handle, status) };
}

/** Whether the token is the sandbox's, or one that it has issued. */
export const authenticated = (request: EmulatorRequest, state: ZitadelState): boolean =>
  request.headers.authorization === 'Bearer sandbox' || hasIssuedToken(request, state);

function answer(exchange: Exchange<ZitadelState>, handle: Handler, status: number): EmulatorAnswer {
  try {
    return { status, body: handle({ ...exchange, organization: actingOrganization(exchange) }) };
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/**
 * The vendor checks the header against existing organizations before anything else, on every service: a header that names
 * none is a 403, not a 404 (inferred from the vendor's token check and from public captures).
 */
function actingOrganization({ request, state }: Exchange<ZitadelState>): string {
  const own = lookup(state.organizations, state.caller.organization);
  // tokens of users in a deactivated or removed organization stop working, that of the caller too
  if (own?.state !== 'ACTIVE') throw refusal('AUTH-7fs1e');
  const named = request.headers['x-zitadel-orgid'] ?? '';
  if (named === '') return own.id;
  if (lookup(state.organizations, named) === undefined) throw refusal('AUTH-Bs7Ds');
  return named;
}

/** inferred: the REST gateway matches the decoded path, so that an encoded slash ends a parameter. */
function pattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>(?:(?!%2[Ff])[^/])+)')}$`);
}
