import { expect, test } from 'vitest';
import { type Outcome, Problem } from '../../src/problem/problem.ts';
import { problemBody } from '../../src/problem/problem-body.ts';

const retryable = (outcome?: Outcome) =>
  problemBody(new Problem('upstream-timeout', outcome === undefined ? {} : { outcome }), '/v1/x', 'req_1');

test.each([undefined, 'not_applied'] as const)(
  'a failure that may pass is worth repeating when the outcome is %s',
  (outcome) => {
    expect(retryable(outcome)).toMatchObject({ retryable: true });
  },
);

test.each(['applied', 'partial', 'unknown'] as const)(
  'what may have taken effect is never worth repeating: %s',
  (outcome) => {
    expect(retryable(outcome)).toMatchObject({ retryable: false });
  },
);
