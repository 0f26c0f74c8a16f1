import type { Problem } from './problem.ts';
import { problems } from './registry.ts';

/** A problem as RFC 9457 body. `instance` is the path that was called. */
export function problemBody(problem: Problem, instance: string, requestId: string): object {
  const { title } = problems[problem.code];
  const { retryable } = problem;
  const { errors, outcome, operationId, upstream } = problem.parts;
  return {
    type: `/problems/${problem.code}`,
    title,
    status: problem.status,
    detail: problem.message,
    instance,
    code: problem.code,
    requestId,
    ...(errors === undefined ? {} : { errors }),
    // A repeat of what may have taken effect could do it twice.
    retryable: retryable && (outcome === undefined || outcome === 'not_applied'),
    ...(outcome === undefined ? {} : { outcome }),
    ...(operationId === undefined ? {} : { operationId }),
    ...(upstream === undefined ? {} : { upstream }),
  };
}
