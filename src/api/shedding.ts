import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isSpared, retryAfterSeconds, type Shedder } from './limits/shedder.ts';
import { pathOf } from './path-of.ts';
import { asProblem, sendProblem } from './problem-response.ts';
import { newRequestId } from './request-id.ts';

/**
 * Refuses requests before anything else looks at them, so that a refusal costs next to nothing. Nor can somebody who comes back at
 * once cost more than that: the next request of the same connection waits for the time that the refusal has named.
 */
export function shedding(shedder: Shedder, listener: RequestListener): RequestListener {
  const heardAgainAt = new WeakMap<Socket, number>();
  const take = (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }): void => {
    try {
      shedder.take(request, response);
    } catch (error) {
      heardAgainAt.set(request.socket, performance.now() + retryAfterSeconds * 1_000);
      sendProblem(response, asProblem(error), pathOf(request.url ?? ''), newRequestId());
      return;
    }
    listener(request, response);
  };
  return (request, response) => {
    const early = (heardAgainAt.get(request.socket) ?? 0) - performance.now();
    if (early <= 0 || isSpared(request)) return take(request, response);
    const turn = setTimeout(() => take(request, response), early);
    response.once('close', () => clearTimeout(turn));
  };
}
