import type { Exchange, Route } from '../emulator.ts';
import { errorAnswer, ok, Refused } from './answers.ts';
import type { StytchState } from './state.ts';

const prefix = '/v1/b2b/organizations';

/** A route under the organizations prefix; `{name}` in its path becomes a parameter, the handler answers the payload or throws `Refused`. */
export function route(
  method: Route<StytchState>['method'],
  path: string,
  effect: 'read' | 'write',
  payload: (exchange: Exchange<StytchState>) => object,
): Route<StytchState> {
  return {
    method,
    pattern: new RegExp(`^${prefix}${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    effect,
    handle(exchange) {
      try {
        return ok(payload(exchange));
      } catch (error) {
        if (error instanceof Refused) return errorAnswer(error.type);
        throw error;
      }
    },
  };
}

/** A parameter of the route's path. */
export function param(exchange: Exchange<StytchState>, name: string): string {
  const value = exchange.params[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}
