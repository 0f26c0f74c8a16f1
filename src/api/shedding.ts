import type { RequestListener } from 'node:http';
import { retryAfterSeconds, type Shedder } from './limits/shedder.ts';
import { asProblem, sendProblem } from './problem-response.ts';
import { newRequestId } from './request-id.ts';

/**
 * Refuses requests before anything else looks at them, so that a refusal costs next to nothing. Nor can somebody who comes back at
 * once cost more than that: the next request of the same connection is not read before the time that the refusal has named.
 */
export const shedding =
  (shedder: Shedder, listener: RequestListener): RequestListener =>
  (request, response) => {
    try {
      shedder.take(request, response);
    } catch (error) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const { socket } = request;
      response.once('finish', () => {
        socket.pause();
        setTimeout(() => socket.resume(), retryAfterSeconds * 1_000).unref();
      });
      return sendProblem(response, asProblem(error), path, newRequestId());
    }
    return listener(request, response);
  };
