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

/** Ends a translation because of one field of the caller's. `code` is the rule it breaks, `detail` says what to give instead. */
export function refuseField(pointer: string, code: string, detail: string): never {
  return refuse('validation-failed', detail, [{ pointer, code, detail }]);
}
