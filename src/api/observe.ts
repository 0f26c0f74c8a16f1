import type { RequestHandler, Response } from 'express';
import type { EndedRequest } from '../telemetry/ended-request.ts';
import { parseTraceContext } from '../telemetry/trace-context.ts';
import type { Tracer } from '../telemetry/work.ts';
import { newRequestId } from './request-id.ts';

/** Who is told of requests. */
export interface Observation {
  readonly tracer: Tracer;
  /** Told of every request when it is over. Never throws. */
  ended(request: EndedRequest): void;
}

/** Gives every request its id and its place in a trace, and tells of it when it is over. */
export function observe({ tracer, ended }: Observation): RequestHandler {
  return (request, response, next) => {
    const { method, headers, socket } = request;
    response.locals.requestId = newRequestId();
    const begin = performance.now();
    const bytesBefore = socket.bytesWritten;
    const work = tracer.begin('server', parseTraceContext(headers.traceparent, headers.tracestate));
    response.once('close', () => {
      const { requestId, action: operation, route, code, principal, connection }: Response['locals'] = response.locals;
      const status = response.headersSent ? response.statusCode : undefined;
      const aborted = !response.writableFinished;
      const { trace, upstream, operation: record } = work;
      const durationMs = performance.now() - begin;
      const bytes = socket.bytesWritten - bytesBefore;
      const told = { requestId, method, operation, route, status, aborted, code, connection, record };
      ended({ ...told, principal: principal?.id, durationMs, bytes, upstream, trace });
      work.end({
        name: operation ?? method,
        failed: status === undefined || status >= 500,
        attributes: () => attributes(told),
      });
    });
    work.run(next);
  };
}

/** By the semantic conventions of HTTP spans; a path as it was called would show whom it was about. */
function attributes({
  requestId,
  method,
  route,
  status,
  code,
  connection,
  record,
}: Omit<EndedRequest, 'principal' | 'durationMs' | 'bytes' | 'upstream' | 'trace'>): Readonly<
  Record<string, string | number>
> {
  const known = {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    'error.type': code,
    'orgway.request_id': requestId,
    'orgway.connection': connection,
    'orgway.operation': record,
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
