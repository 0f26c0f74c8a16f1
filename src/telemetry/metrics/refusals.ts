import { Counter, type Registry } from 'prom-client';

/** Composes the count of requests that the gateway refused to save itself or to hold callers to their limits. */
export function countRefusals(registry: Registry): (reason: string) => void {
  const refusals = new Counter({
    name: 'orgway_refused_requests_total',
    help: 'Requests refused by this replica. reason: the limit that a caller was over (429), or what there was too much of (503).',
    labelNames: ['reason'],
    registers: [registry],
  });
  return (reason) => refusals.inc({ reason });
}
