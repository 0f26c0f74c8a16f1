import { type FieldError, Problem } from '../problem/problem.ts';

/** A request that is outside of what may pass through, with the rule that it breaks as a sentence. Nothing of it was sent. */
export const refused = (rule: string, errors?: readonly FieldError[]): Problem =>
  new Problem('passthrough-refused', {
    detail: `${rule} Nothing was sent.`,
    ...(errors === undefined ? {} : { errors }),
    outcome: 'not_applied',
  });
