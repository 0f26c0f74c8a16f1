import type { Problem } from '../problem/problem.ts';
import { problemBody } from '../problem/problem-body.ts';

/** An answer of the API as it is kept for repeats of the call: complete and byte for byte. */
export interface Answer {
  readonly status: number;
  /** Lower-case names; those that belong to the one request are added when it is sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export const success = (status: number, body: object, type = 'application/json'): Answer => ({
  status,
  headers: { 'content-type': type },
  text: JSON.stringify(body),
});

/** `instance` is the path that was called. */
export const failure = (problem: Problem, instance: string, requestId: string): Answer => ({
  status: problem.status,
  headers: { 'content-type': 'application/problem+json', ...problem.parts.headers },
  text: JSON.stringify(problemBody(problem, instance, requestId)),
});
