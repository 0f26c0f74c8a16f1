import { hash } from 'node:crypto';
import type { Contract, OperationContract } from '../contract/contract.ts';
import { guard } from '../contract/guard.ts';
import type { Violation } from '../contract/violation.ts';
import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem, type UpstreamFailure } from '../problem/problem.ts';
import type { DescribedRequest, UpstreamAnswer, UpstreamClient } from '../upstream/client.ts';
import { UpstreamFault } from '../upstream/fault.ts';
import { errorCodeOf, faultProblem, refusalOf } from './classify.ts';
import type { AnyProvider } from './registered.ts';

/** Raised before anything is sent: the request that the translation built breaks the upstream document. */
export class RequestViolated extends Error {
  override readonly name = 'RequestViolated';
  readonly request: ChannelledRequest;
  readonly violations: readonly Violation[];

  constructor(request: ChannelledRequest, violations: readonly Violation[]) {
    super(violations.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '));
    this.request = request;
    this.violations = violations;
  }
}

/** What happened on a connection, for health and logs. */
export interface Observer {
  /** The upstream answered (no code) or the call failed with this problem code. */
  contact(code: Problem['code'] | undefined): void;
  /** An answer deviates from its document in parts that were not used. */
  drift(operationId: string, violations: readonly Violation[]): void;
}

/** One unified call on its way: what the engine knows beside the provider's own request. */
export interface CallScope {
  /** The organization the caller named; undefined for calls that name none. */
  readonly organization: string | undefined;
  /** Extra upstream headers of the acting member, lower-case names. */
  readonly acting: Readonly<Record<string, string>>;
  /** Ends when nobody waits for the answer any more; reads end with it, writes never do. */
  readonly signal?: AbortSignal;
}

/** The scope of looks, which are made in the connection's own name. */
export const readingScope = (organization: string | undefined): CallScope => ({ organization, acting: {} });

/** An accepted answer. */
export interface Accepted {
  readonly status: number;
  /** Null where the answer has none. */
  readonly body: unknown;
  /** The body as it came, for the record; never for use. */
  readonly raw: unknown;
  /** Whether the body is guarded, because it breaks its document somewhere. */
  readonly guarded: boolean;
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

/** An upstream call that its document allows, ready to be sent. */
export interface PreparedCall {
  readonly effect: 'read' | 'write';
  /** Hexadecimal SHA-256 of method, path and body: of everything but the headers. */
  digest(): string;
  /** The request as the upstream will receive it, with the credentials masked. */
  describe(): DescribedRequest;
  /** Sends it, once. Throws `Problem`; what is known of the answer is in `evidence` then. */
  send(evidence?: Evidence): Promise<Accepted>;
}

/** The upstream calls of a connection: validated, sent, classified, validated, identified. */
export interface Exchange {
  /** Throws `RequestViolated` or `Problem`; nothing is sent yet. */
  prepare(operationId: string, request: ChannelledRequest, scope: CallScope): PreparedCall;
  /** Takes an answer that was accepted once before, from the record. */
  reopen(operationId: string, answer: { readonly status: number; readonly body: unknown }): Accepted;
}

const mask = '***';

/** Composes the upstream calls of one connection. */
export function createExchange(
  provider: AnyProvider,
  contract: Contract,
  client: UpstreamClient,
  credentials: Readonly<Record<string, string>>,
  observer: Observer,
): Exchange {
  const authorization = provider.authorize(credentials);
  return {
    prepare(operationId, request, scope) {
      const enforced = contract.operation(operationId);
      const { effect } = enforced.operation;
      const violations = enforced.checkRequest(request);
      if (violations.length > 0) throw new RequestViolated(request, violations);
      assertScope(provider, enforced, request, scope);
      const wire = enforced.toWire(request);
      const session = acting(enforced, scope);
      const secret = { ...authorization, ...session };
      const failure: UpstreamFailure = { provider: provider.id, operationId };
      // A write has a connection of its own, so that nothing left over from another call can be taken for its answer, and no
      // connection that the upstream is just closing leaves its outcome unknown.
      const fresh = effect === 'write';
      return {
        effect,
        digest: () => sha256(`${wire.method} ${wire.target}\n${wire.body ?? ''}`),
        describe: () => client.describe(wire, masked(secret), fresh),
        async send(evidence = {}) {
          try {
            const answer = await client
              .send(wire, secret, fresh, fresh ? undefined : scope.signal)
              .catch((error: unknown) => {
                if (!(error instanceof UpstreamFault)) throw error;
                if (error.cutStatus !== undefined) {
                  evidence.status = error.cutStatus;
                  evidence.succeeded = isSuccess(error.cutStatus) && !error.timedOut;
                }
                throw faultProblem(error, effect, failure);
              });
            if (effect === 'write') {
              evidence.status = answer.status;
              evidence.responseDigest = sha256(answer.text);
            }
            const accepted = accept(provider, enforced, request, answer, observer, failure, evidence);
            evidence.succeeded = true;
            observer.contact(undefined);
            return accepted;
          } catch (error) {
            // That the caller has gone says nothing of the upstream.
            if (scope.signal?.aborted) throw error;
            const told = error instanceof Problem && Object.keys(session).length === 0 ? oursDenied(error) : error;
            if (told instanceof Problem) observer.contact(told.code);
            throw told;
          }
        },
      };
    },
    reopen(operationId, { status, body }) {
      const enforced = contract.operation(operationId);
      const upstream = { provider: provider.id, operationId, status };
      return guardedAnswer(enforced, status, body, upstream, enforced.checkAnswer(status, body) ?? []);
    },
  };
}

const sha256 = (text: string): string => hash('sha256', text);

const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

const masked = (secret: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(secret).map((name) => [name, mask]));

/** Where no member acts, only the connection's own credentials can have been denied: never the caller's. */
const oursDenied = (problem: Problem): Problem =>
  problem.code === 'permission-denied' ? new Problem('upstream-credentials-rejected', problem.parts) : problem;

/** A documented success whose identity is right; otherwise throws the problem it means. */
function accept(
  provider: AnyProvider,
  enforced: OperationContract,
  request: ChannelledRequest,
  answer: UpstreamAnswer,
  observer: Observer,
  failure: UpstreamFailure,
  evidence: Evidence,
): Accepted {
  const { effect, id } = enforced.operation;
  const parsed = parse(answer.text);
  const known = { ...failure, ...requestIdOf(provider, parsed, answer) };
  if (known.requestId !== undefined) evidence.requestId = known.requestId;
  if (!isSuccess(answer.status)) throw refusalOf(provider, effect, answer, parsed, known);

  const upstream = { ...known, status: answer.status };
  const code = errorCodeOf(provider, parsed);
  if (code !== undefined) {
    // Where little of an answer is used, an error would pass for a success.
    throw untrusted(effect, { ...upstream, code }, 'It answered an error under the status of a success.');
  }
  const violations = enforced.checkAnswer(answer.status, parsed);
  if (violations === undefined || !saysJson(answer) || (parsed === undefined && answer.text !== '')) {
    throw untrusted(effect, upstream, 'It answered something that is not the documented JSON.');
  }
  if (violations.length > 0) observer.drift(id, violations);
  const accepted = guardedAnswer(enforced, answer.status, parsed, upstream, violations);
  const check = provider.identity[id];
  if (typeof check === 'function' && !check(request as never, accepted.body as never)) {
    throw untrusted(effect, upstream, 'It answered about another object than the one asked for.');
  }
  return accepted;
}

/**
 * An answer whose parts at fault cannot be used. They may be read much later, when other calls have been made: the refusal names
 * the call that answered them.
 */
function guardedAnswer(
  enforced: OperationContract,
  status: number,
  raw: unknown,
  upstream: UpstreamFailure,
  violations: readonly Violation[],
): Accepted {
  const { effect } = enforced.operation;
  const guarded = violations.length > 0;
  const body = guarded ? guard(raw, violations, (violation) => violated(violation, effect, upstream)) : raw;
  return { status, body: body ?? null, raw: raw ?? null, guarded };
}

/** Whether the answer may be JSON by its media type; one that names none is judged by its body. */
const saysJson = ({ text, headers: { 'content-type': type } }: UpstreamAnswer): boolean =>
  text === '' || type === undefined || /^(?:application\/(?:[a-z.-]+\+)?|text\/)json\b/i.test(type);

/** An answer that cannot be believed: for a write, nobody knows then whether it took effect. */
function untrusted(effect: 'read' | 'write', upstream: UpstreamFailure, what: string): Problem {
  return effect === 'write'
    ? new Problem('outcome-unknown', { upstream, outcome: 'unknown' })
    : new Problem('upstream-contract-violation', { upstream, detail: `${what} Nothing of it is passed on.` });
}

/** The problem of an answer whose used part breaks its document. */
function violated(violation: Violation, effect: 'read' | 'write', upstream: UpstreamFailure): Problem {
  const { pointer, keyword, detail } = violation;
  return new Problem('upstream-contract-violation', {
    upstream,
    errors: [{ pointer, code: keyword, detail }],
    ...(effect === 'write' ? { outcome: 'unknown' as const } : {}),
  });
}

/**
 * A call whose target is chosen by a header acts on somebody else's organization when the header is wrong, and on the
 * caller's own when it is missing; so it is compared once more right before it is sent.
 */
function assertScope(
  provider: AnyProvider,
  enforced: OperationContract,
  request: ChannelledRequest,
  { organization }: CallScope,
): void {
  const { scopeHeader } = provider;
  if (scopeHeader === undefined || !enforced.headers.has(scopeHeader)) return;
  const named = request.header?.[scopeHeader];
  if (named === organization && named !== undefined && named !== '') return;
  throw new Problem('translation-contract-violation', {
    detail: `${enforced.operation.id} would act on another organization than the one asked for. Nothing was sent; please report this.`,
  });
}

function acting(enforced: OperationContract, { acting }: CallScope): Record<string, string> {
  return Object.fromEntries(Object.entries(acting).filter(([name]) => enforced.headers.has(name)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function requestIdOf(provider: AnyProvider, body: unknown, { headers }: UpstreamAnswer): { requestId?: string } {
  const object = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const requestId: unknown = provider.requestId(object, headers);
  return typeof requestId === 'string' ? { requestId } : {};
}
