import { Problem, type UpstreamFailure } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';
import type { UpstreamAnswer } from '../upstream/client.ts';
import { type RefusalReason, type UpstreamFault, UpstreamRefusal } from '../upstream/fault.ts';
import { retryAfterSeconds } from '../upstream/retry-after.ts';
import { foreignText } from './foreign-text.ts';
import type { Refusal } from './provider.ts';
import type { AnyProvider } from './registered.ts';

/** A refusal that means the same whoever wrote the body: an intermediary's page is as good as the vendor's own answer. */
const plainRefusals = new Set([401, 403, 429]);
/** What these mean wherever no document knows better. 408 is no fault of the request: the upstream did not get all of it in time. */
const usual: Readonly<Record<number, Refusal>> = { 408: 'upstream-error', 429: 'rate-limited' };
/** The upstream gave the call up, which says nothing of how far it had come. */
const abandoned = 499;

/** The problem behind an answer that is not a documented success. `body` is the parsed JSON, `undefined` when it is none. */
export function refusalOf(
  provider: AnyProvider,
  effect: 'read' | 'write',
  answer: UpstreamAnswer,
  body: unknown,
  failure: UpstreamFailure,
): Problem {
  const { status } = answer;
  const code = errorCodeOf(provider, body);
  const upstream = { ...failure, status, ...(code === undefined ? {} : { code: foreignText(code) }) };
  const foreign =
    status < 400 || status >= 500 || (body === undefined && answer.text !== '' && !plainRefusals.has(status));
  if (effect === 'write' && (foreign || status === abandoned)) {
    return new Problem('outcome-unknown', { upstream, outcome: 'unknown' });
  }
  if (foreign && status < 500) return new Problem('upstream-contract-violation', { upstream });
  const refusal = lookUp(provider, failure.operationId ?? '', status, code);
  const retryAfter =
    refusal === 'rate-limited' ? retryAfterSeconds(answer.headers['retry-after'], Date.now()) : undefined;
  return new Problem(refusal, {
    upstream,
    ...later(retryAfter),
  });
}

const later = (seconds: number | undefined): { readonly headers?: Readonly<Record<string, string>> } =>
  seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } };

/** The upstream's own code in an error body; undefined where there is none. */
export function errorCodeOf(provider: AnyProvider, body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  try {
    const code: unknown = provider.errorCode(body as never);
    return typeof code === 'string' ? code : undefined;
  } catch {
    // An error body of a foreign shape has no code; its status still says what it means.
    return undefined;
  }
}

function lookUp(provider: AnyProvider, operationId: string, status: number, code: string | undefined): Refusal {
  const entry = provider.errors[status] ?? usual[status] ?? (status < 500 ? 'upstream-rejected' : 'upstream-error');
  if (typeof entry === 'string') return entry;
  const particular = entry.byOperation?.[operationId];
  if (typeof particular === 'string') return particular;
  const named = own(particular?.byCode, code) ?? own(entry.byCode, code);
  return named ?? particular?.otherwise ?? entry.otherwise;
}

/** Looks an upstream's word up: it may be any word, also the name of something that every object inherits. */
const own = <T>(table: Readonly<Record<string, T>> = {}, word = ''): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

const refusals: Readonly<Record<RefusalReason, ProblemCode>> = {
  untrusted: 'upstream-untrusted',
  'circuit-open': 'upstream-circuit-open',
  overloaded: 'overloaded',
};

/** The problem behind a call that the connection itself refused: nothing was sent. */
export const refusalProblem = (refusal: UpstreamRefusal, upstream: UpstreamFailure): Problem =>
  new Problem(refusals[refusal.reason], { upstream, cause: refusal, ...later(refusal.retryAfterSeconds) });

/** When it is worth trying again where nobody was reached. */
const unreachableSeconds = 5;

/** The problem behind a call that got no usable answer. */
export function faultProblem(fault: UpstreamFault, effect: 'read' | 'write', upstream: UpstreamFailure): Problem {
  const parts = { upstream, cause: fault };
  if (fault instanceof UpstreamRefusal) return refusalProblem(fault, upstream);
  if (fault.reach === 'not-sent')
    return new Problem('upstream-unavailable', { ...parts, ...later(unreachableSeconds) });
  if (effect === 'write') {
    return new Problem('outcome-unknown', {
      ...parts,
      outcome: 'unknown',
      status: fault.reach === 'no-answer' ? 504 : 502,
    });
  }
  return new Problem(fault.timedOut ? 'upstream-timeout' : 'upstream-error', parts);
}
