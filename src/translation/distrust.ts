import type { Violation } from '../contract/violation.ts';
import { Problem, type UpstreamFailure } from '../problem/problem.ts';

type Effect = 'read' | 'write';

/** An answer that cannot be believed: for a write, nobody knows then whether it took effect. */
export function untrusted(effect: Effect, upstream: UpstreamFailure, what: string): Problem {
  return effect === 'write'
    ? new Problem('outcome-unknown', { upstream, outcome: 'unknown' })
    : new Problem('upstream-contract-violation', { upstream, detail: `${what} Nothing of it is passed on.` });
}

/** An answer that breaks its document, where nothing that does may be used. */
export function refused(effect: Effect, upstream: UpstreamFailure, violations: readonly Violation[]): Problem {
  const parts = { upstream, errors: violations.map(fieldError) };
  return effect === 'write'
    ? new Problem('outcome-unknown', { ...parts, outcome: 'unknown' })
    : new Problem('upstream-contract-violation', parts);
}

/** An answer whose used part breaks its document. */
export function violated(effect: Effect, upstream: UpstreamFailure, violation: Violation): Problem {
  return new Problem('upstream-contract-violation', {
    upstream,
    errors: [fieldError(violation)],
    ...(effect === 'write' ? { outcome: 'unknown' as const } : {}),
  });
}

/** An answer that was not checked, and of which the translation can make nothing. */
export function unusable(effect: Effect, upstream: UpstreamFailure, cause: unknown): Problem {
  return new Problem('upstream-contract-violation', {
    upstream,
    cause,
    ...(effect === 'write' ? { outcome: 'unknown' as const } : {}),
  });
}

const fieldError = ({ pointer, keyword, detail }: Violation) => ({ pointer, code: keyword, detail });
