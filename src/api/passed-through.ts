import { readJsonAsSent } from './body.ts';
import type { Gateway } from './gateway.ts';
import { type Handler, Relayed } from './handler.ts';

/** How many segments of `/v1/connections/{connection}/passthrough/…` are the gateway's own, with the empty one before them. */
const ownSegments = 5;

/** Composes the handler of requests that pass through to an upstream. */
export function passedThrough({ audit: trail }: Pick<Gateway, 'audit'>): Handler {
  return async ({ granted, params, requestId, instance, signal }) => {
    const { passthrough } = granted.connection(params.connection);
    return new Relayed((request, response) =>
      passthrough.forward({
        request,
        response,
        // Out of the path as it was written: what a router decodes cannot be told from what was meant.
        path: instance.split('/').slice(ownSegments).join('/'),
        search: request.url?.split('?').slice(1).join('?') ?? '',
        principal: granted.principal.id,
        requestId,
        signal,
        trail,
        readJson: (types) => readJsonAsSent(request, types),
      }),
    );
  };
}
