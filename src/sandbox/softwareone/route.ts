import type { EmulatorAnswer, Exchange, Route } from '../emulator.ts';
import { invalid, Refusal } from './problems.ts';
import { QueryMistake } from './rql/expression.ts';
import type { State } from './state.ts';

type Handler = (exchange: Exchange<State>) => EmulatorAnswer;

/** A route under `/public/v1`; `{name}` in the path is a parameter. What the handler throws as refusal is answered. */
export function route(
  method: Route<State>['method'],
  path: string,
  effect: Route<State>['effect'],
  handler: Handler,
): Route<State> {
  return {
    method,
    pattern: new RegExp(`^/public/v1${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    effect,
    handle: (exchange) => {
      try {
        return handler(exchange);
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        if (error instanceof QueryMistake) return invalid({ [error.property]: [error.message] }).answer;
        throw error;
      }
    },
  };
}
