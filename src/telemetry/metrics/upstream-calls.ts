import { Counter, Histogram, type Registry } from 'prom-client';
import type { EndedCall } from '../ended-call.ts';
import { secondsBuckets } from './buckets.ts';

/** Composes the count of upstream calls. */
export function countUpstreamCalls(registry: Registry): (connection: string, call: EndedCall) => void {
  const calls = new Counter({
    name: 'orgway_upstream_calls_total',
    help: 'Calls to upstreams that are over. result: class of the status, such as 2xx; otherwise why there is no answer.',
    labelNames: ['connection', 'upstream_operation', 'result'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'orgway_upstream_call_duration_seconds',
    help: 'Time of calls to upstreams, with their retries and the time they waited for their turn.',
    labelNames: ['connection', 'upstream_operation'],
    buckets: [...secondsBuckets],
    registers: [registry],
  });
  return (connection, { operation, result, durationMs }) => {
    calls.inc({ connection, upstream_operation: operation, result });
    durations.observe({ connection, upstream_operation: operation }, durationMs / 1_000);
  };
}
