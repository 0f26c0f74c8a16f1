import { type ServerResponse, STATUS_CODES } from 'node:http';
import { Problem } from '../problem/problem.ts';
import { problemBody } from '../problem/problem-body.ts';

/** Answers with a problem. */
export function sendProblem(response: ServerResponse, problem: Problem, instance: string, requestId: string): void {
  const text = JSON.stringify(problemBody(problem, instance, requestId));
  response.writeHead(problem.status, headersOf(problem, text, requestId));
  response.end(text);
}

/** The bytes of a problem as the last answer of a connection, for where there is no response object to send it with. */
export function rawProblem(problem: Problem, instance: string, requestId: string, headOnly: boolean): string {
  const text = JSON.stringify(problemBody(problem, instance, requestId));
  const headers = { ...headersOf(problem, text, requestId), connection: 'close', date: new Date().toUTCString() };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${headOnly ? '' : text}`;
}

const headersOf = (problem: Problem, text: string, requestId: string): Record<string, string | number> => ({
  'content-type': 'application/problem+json',
  'content-length': Buffer.byteLength(text),
  'cache-control': 'no-store',
  'orgway-request-id': requestId,
  ...(problem.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
  ...problem.parts.headers,
});

/** Whatever was thrown, as a problem. Express and the router throw errors with a 4xx status for paths they cannot decode. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { status } = (error ?? {}) as { status?: number };
  if (status !== undefined && status >= 400 && status < 500) {
    return new Problem('invalid-request', { detail: 'The path is not valid percent-encoding.', cause: error });
  }
  return new Problem('internal', { cause: error });
}
