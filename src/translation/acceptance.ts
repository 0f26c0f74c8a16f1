import { guard } from '../contract/guard.ts';
import type { Violation } from '../contract/violation.ts';
import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem, type UpstreamFailure } from '../problem/problem.ts';
import type { UpstreamAnswer } from '../upstream/client.ts';
import { errorCodeOf, refusalOf } from './classify.ts';
import { refused, untrusted, violated } from './distrust.ts';
import type { EnforcedOperation } from './enforced.ts';
import { foreignText } from './foreign-text.ts';
import { judgeOf } from './judge.ts';
import type { Observer } from './observer.ts';
import { parseAnswer } from './parse-answer.ts';
import type { AnyProvider } from './registered.ts';

/** An accepted answer. */
export interface Accepted {
  readonly status: number;
  /** Null where the answer has none. */
  readonly body: unknown;
  /** The body as it came, for the record; never for use. */
  readonly raw: unknown;
  /** Whether the body is guarded, because it breaks its document somewhere. */
  readonly guarded: boolean;
  /** The call that answered it, where nobody has compared it with its document. */
  readonly unchecked?: Unchecked;
}

/** A call whose answer was taken unchecked. */
export interface Unchecked {
  readonly effect: 'read' | 'write';
  readonly upstream: UpstreamFailure;
}

/** What is known of an answer, whether it could be used or not; filled in as it becomes known. */
export interface Evidence {
  status?: number;
  /** Hexadecimal SHA-256 of the body. */
  responseDigest?: string;
  /** The upstream's own id of the call. */
  requestId?: string;
  /** Whether it began as a success, or is one but for some of its parts. */
  succeeded?: boolean;
}

/** What may be used of the answers of one upstream operation. */
export interface Acceptance {
  /** Takes a documented success whose identity is right. Throws the `Problem` that anything else means. */
  accept(request: ChannelledRequest, answer: UpstreamAnswer, evidence: Evidence): Accepted;
  /** Takes an answer that was accepted once before, from the record. */
  reopen(answer: { readonly status: number; readonly body: unknown }): Accepted;
}

/** Composes the acceptance of one operation's answers. */
export function acceptanceOf(provider: AnyProvider, enforced: EnforcedOperation, observer: Observer): Acceptance {
  const { mode } = enforced;
  const { effect, id } = enforced.operation;
  const failure: UpstreamFailure = { provider: provider.id, operationId: id };
  const judge = judgeOf(enforced, observer);
  const taken = (
    status: number,
    raw: unknown,
    upstream: UpstreamFailure,
    violations: readonly Violation[],
  ): Accepted => {
    const guarded = violations.length > 0;
    // Parts at fault may be read much later, when other calls have been made: the refusal names the call that answered them.
    const body = guarded ? guard(raw, violations, (violation) => violated(effect, upstream, violation)) : raw;
    const accepted = { status, body: body ?? null, raw: raw ?? null, guarded };
    // An answer of no documented status is no upstream's: a look says what it would have been.
    const unchecked = mode === 'off' && enforced.operation.answers.has(status);
    return unchecked ? { ...accepted, unchecked: { effect, upstream } } : accepted;
  };
  const identify = identification(provider, enforced, observer);
  return {
    accept(request, answer, evidence) {
      const { status } = answer;
      const parsed = parseAnswer(answer.text);
      const known = { ...failure, ...requestIdOf(provider, parsed, answer) };
      if (known.requestId !== undefined) evidence.requestId = known.requestId;
      const { documented, violations } = judge(answer, parsed);
      if (!isSuccess(status)) throw refusalOf(provider, effect, answer, parsed, known);
      const upstream = { ...known, status };
      const code = errorCodeOf(provider, parsed);
      if (code !== undefined) {
        // Where little of an answer is used, an error would pass for a success.
        throw untrusted(
          effect,
          { ...upstream, code: foreignText(code) },
          'It answered an error under the status of a success.',
        );
      }
      if (!documented) throw untrusted(effect, upstream, 'It answered something that is not the documented JSON.');
      if (mode === 'enforce' && violations.length > 0) {
        evidence.succeeded = true;
        throw refused(effect, upstream, violations);
      }
      const accepted = taken(status, parsed, upstream, violations);
      identify(request, accepted, upstream);
      return accepted;
    },
    reopen({ status, body }) {
      const violations = mode === 'off' ? [] : (enforced.checkAnswer(status, body) ?? []);
      return taken(status, body, { ...failure, status }, violations);
    },
  };
}

/** Composes the check that an answer is about the object that was asked for. It throws `Problem`. */
function identification(
  provider: AnyProvider,
  enforced: EnforcedOperation,
  observer: Observer,
): (request: ChannelledRequest, accepted: Accepted, upstream: UpstreamFailure) => void {
  const { effect, id } = enforced.operation;
  const check = provider.identity[id];
  if (typeof check !== 'function') return () => {};
  const mistaken = [
    { pointer: '', keyword: 'identity', detail: 'is about another object', expected: 'the object asked for' },
  ];
  return (request, { status, body, raw, unchecked }, upstream) => {
    try {
      if (check(request as never, body as never)) return;
    } catch (error) {
      // Of an answer that nobody has checked, the check may find nothing to compare.
      if (error instanceof Problem || unchecked === undefined) throw error;
    }
    if (enforced.mode !== 'off') observer.drift(enforced.deviations({ status, value: raw, violations: mistaken }));
    throw untrusted(effect, upstream, 'It answered about another object than the one asked for.');
  };
}

export const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

function requestIdOf(provider: AnyProvider, body: unknown, { headers }: UpstreamAnswer): { requestId?: string } {
  const object = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const requestId: unknown = provider.requestId(object, headers);
  return typeof requestId === 'string' ? { requestId: foreignText(requestId) } : {};
}
