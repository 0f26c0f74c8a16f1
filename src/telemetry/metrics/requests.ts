import { Counter, Histogram, type Registry } from 'prom-client';
import type { EndedRequest } from '../ended-request.ts';
import { secondsBuckets } from './buckets.ts';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What is counted of requests. */
export interface RequestMetrics {
  ended(request: EndedRequest): void;
  /** A request that went no further than the edge. */
  refused(request: { readonly method: string | undefined; readonly status: number; readonly code: string }): void;
}

/** Composes the count of requests. Operations, methods, statuses and problem codes are all of bounded sets. */
export function countRequests(registry: Registry): RequestMetrics {
  const requests = new Counter({
    name: 'orgway_requests_total',
    help: 'Requests that are over. operation: operationId, none where no route was found. status: aborted where the caller hung up before the answer was out.',
    labelNames: ['operation', 'method', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'orgway_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['operation'],
    buckets: [...secondsBuckets],
    registers: [registry],
  });
  const problems = new Counter({
    name: 'orgway_problems_total',
    help: 'Problems that were answered, by code.',
    labelNames: ['code'],
    registers: [registry],
  });
  return {
    ended({ operation = 'none', method, status, aborted, code, durationMs }) {
      const ended = aborted || status === undefined ? 'aborted' : String(status);
      requests.inc({ operation, method: known(method), status: ended });
      durations.observe({ operation }, durationMs / 1_000);
      if (code !== undefined) problems.inc({ code });
    },
    refused({ method, status, code }) {
      requests.inc({ operation: 'none', method: known(method), status: String(status) });
      problems.inc({ code });
    },
  };
}

const known = (method = ''): string => (methods.has(method) ? method : 'other');
