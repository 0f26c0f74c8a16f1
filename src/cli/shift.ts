import type { RequestListener, ServerResponse } from 'node:http';
import type { Shared } from './sharing.ts';

/** A configuration at work. */
export interface Shift {
  readonly handle: RequestListener;
  /** Has the answers that are still to come close their connections. */
  closeConnections(): void;
  /** Holds nothing any more as soon as the requests are answered that came in meanwhile. */
  retire(): void;
}

/** Answers requests through `app`; holds what they need until it is retired and the last of them is answered. */
export function startShift(app: RequestListener, needed: readonly Shared[]): Shift {
  const releases = needed.map((each) => each.hold());
  const underWay = new Set<ServerResponse>();
  let retired = false;
  const leave = (): void => {
    if (retired && underWay.size === 0) for (const release of releases) release();
  };
  return {
    handle(request, response) {
      underWay.add(response);
      response.once('close', () => {
        underWay.delete(response);
        leave();
      });
      app(request, response);
    },
    closeConnections() {
      for (const response of underWay) response.shouldKeepAlive = false;
    },
    retire() {
      retired = true;
      leave();
    },
  };
}
