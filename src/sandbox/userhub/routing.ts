import type { Exchange, Route } from '../emulator.ts';
import { Refusal } from './errors.ts';
import type { UserHubState } from './state.ts';

export type UserHubExchange = Exchange<UserHubState>;

const verbs = 'undelete|purge|connect|disconnect|updateConnection';
// An id may itself contain colons: only a known verb after the last one is split off.
const id = `(?<organizationId>(?![^/]*:(?:${verbs})(?:/|$))[^/]+)`;

/** Paths of the emulated part of the Admin API. */
export const paths = {
  organizations: /^\/admin\/v1\/organizations$/,
  organization: new RegExp(`^/admin/v1/organizations/${id}$`),
  members: new RegExp(`^/admin/v1/organizations/${id}/members$`),
  member: new RegExp(`^/admin/v1/organizations/${id}/members/(?<userId>[^/]+)$`),
  roles: /^\/admin\/v1\/roles$/,
} as const;

/** The path of a custom verb on one organization. */
export function verbPath(verb: string): RegExp {
  return new RegExp(`^/admin/v1/organizations/(?<organizationId>[^/]+):${verb}$`);
}

/** A route whose handler gives the body of a 200 answer or throws a refusal. The vendor's clients cannot read a 204, so there is always a body. */
export function route(
  method: Route<UserHubState>['method'],
  pattern: RegExp,
  handle: (exchange: UserHubExchange) => object,
): Route<UserHubState> {
  return {
    method,
    pattern,
    effect: method === 'GET' ? 'read' : 'write',
    handle(exchange) {
      try {
        return { status: 200, body: handle(exchange) };
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    },
  };
}

/** The parameter of a path by name; the route's pattern guarantees it. */
export function pathParameter(exchange: UserHubExchange, name: 'organizationId' | 'userId'): string {
  return exchange.params[name] ?? '';
}
