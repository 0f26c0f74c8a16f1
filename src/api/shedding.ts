import type { RequestListener } from 'node:http';
import type { Shedder } from './limits/shedder.ts';
import { asProblem, sendProblem } from './problem-response.ts';
import { newRequestId } from './request-id.ts';

/** Refuses requests before anything else looks at them, so that a refusal costs next to nothing. */
export const shedding =
  (shedder: Shedder, listener: RequestListener): RequestListener =>
  (request, response) => {
    try {
      shedder.take(request, response);
    } catch (error) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      return sendProblem(response, asProblem(error), path, newRequestId());
    }
    return listener(request, response);
  };
