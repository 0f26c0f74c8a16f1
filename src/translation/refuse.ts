import { type FieldError, Problem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';

/** Ends a translation with a problem the caller can act on. `detail` is one sentence that says what to do. */
export function refuse(
  code: Extract<
    ProblemCode,
    'not-found' | 'invalid-state-transition' | 'unsupported-field' | 'validation-failed' | 'capability-not-supported'
  >,
  detail: string,
  errors?: readonly FieldError[],
): never {
  throw new Problem(code, errors === undefined ? { detail } : { detail, errors });
}
