import type { RequestListener } from 'node:http';

/** Who asks whether the gateway is ready, such as a load balancer, and acts on the answer. */
export interface Probes {
  readonly handle: RequestListener;
  /** Resolves when the next one is answered; at once when nobody has asked of late. Waits no longer than `limitMs`. */
  told(limitMs: number): Promise<void>;
}

const lateMs = 30_000;

/** Watches the probes among the requests that `handle` answers. */
export function watchProbes(handle: RequestListener): Probes {
  let last: number | undefined;
  let tell = (): void => {};
  return {
    handle(request, response) {
      if (request.url === '/readyz') {
        last = performance.now();
        const answered = tell;
        response.once('close', () => answered());
      }
      handle(request, response);
    },
    told(limitMs) {
      if (last === undefined || performance.now() - last > lateMs) return Promise.resolve();
      return new Promise((resolve) => {
        const limit = setTimeout(resolve, limitMs);
        tell = () => {
          clearTimeout(limit);
          resolve();
        };
      });
    },
  };
}
