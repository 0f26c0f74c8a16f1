import type { Problem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';

const denials: ReadonlySet<ProblemCode> = new Set([
  'unauthenticated',
  'permission-denied',
  'passthrough-refused',
  'acknowledgement-required',
  'idempotency-key-reused',
]);

/** Whether a caller was refused for want of a right or of an explicit word, which the audit trail tells of. */
export const isDenial = ({ code }: Problem): boolean => denials.has(code);
