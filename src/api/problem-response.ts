import type { ServerResponse } from 'node:http';
import { Problem } from '../problem/problem.ts';
import { problemBody } from '../problem/problem-body.ts';

/** Answers with a problem. */
export function sendProblem(response: ServerResponse, problem: Problem, instance: string, requestId: string): void {
  const text = JSON.stringify(problemBody(problem, instance, requestId));
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'orgway-request-id': requestId,
    ...(problem.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
    ...problem.parts.headers,
  });
  response.end(text);
}

/** Whatever was thrown, as a problem. Express and the router throw errors with a 4xx status for paths they cannot decode. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { status } = (error ?? {}) as { status?: number };
  if (status !== undefined && status >= 400 && status < 500) {
    return new Problem('invalid-request', { detail: 'The path is not valid percent-encoding.', cause: error });
  }
  return new Problem('internal', { cause: error });
}
