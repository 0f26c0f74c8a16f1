import type { EndedRequest } from './ended-request.ts';

const probes = new Set(['getLiveness', 'getReadiness', 'getMetrics']);

/** How loud a request is told of: what failed on our side is a warning, and a probe that succeeds is of interest to few. */
export function levelOf({ operation, status = 0 }: EndedRequest): 'debug' | 'info' | 'warn' {
  if (status >= 500) return 'warn';
  return status < 400 && operation !== undefined && probes.has(operation) ? 'debug' : 'info';
}

/**
 * What the log says of a request. Not the path as it was called, because it may hold somebody's ids, nor anything of its query,
 * headers or body: the operation on record and the audit trail tell what it was about to those who may know.
 */
export function requestLine({
  requestId,
  method,
  operation,
  route,
  status,
  aborted,
  code,
  principal,
  connection,
  record,
  durationMs,
  bytes,
  upstream,
  trace,
}: EndedRequest): object {
  return {
    trace_id: trace.traceId,
    span_id: trace.spanId,
    requestId,
    method,
    route,
    action: operation,
    status,
    ...(aborted ? { aborted } : {}),
    code,
    principal,
    connection,
    operationId: record,
    ms: rounded(durationMs),
    bytes,
    upstreamCalls: upstream.calls,
    upstreamMs: rounded(upstream.ms),
  };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
