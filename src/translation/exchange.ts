import type { Contract, OperationContract } from '../contract/contract.ts';
import { guard } from '../contract/guard.ts';
import type { Violation } from '../contract/violation.ts';
import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem, type UpstreamFailure } from '../problem/problem.ts';
import type { UpstreamAnswer, UpstreamClient } from '../upstream/client.ts';
import { UpstreamFault } from '../upstream/fault.ts';
import { faultProblem, refusalOf } from './classify.ts';
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
  /** Whether the unified operation cannot be undone. */
  readonly irreversible: boolean;
}

/** An accepted answer. */
export interface Accepted {
  /** Null where the answer has none. */
  readonly body: unknown;
  /** Whether the body is guarded, because it breaks its document somewhere. */
  readonly guarded: boolean;
}

/** One upstream call of a connection: validated, sent, classified, validated, identified. */
export type Exchange = (operationId: string, request: ChannelledRequest, scope: CallScope) => Promise<Accepted>;

/** Composes the upstream calls of one connection. */
export function createExchange(
  provider: AnyProvider,
  contract: Contract,
  client: UpstreamClient,
  credentials: Readonly<Record<string, string>>,
  observer: Observer,
): Exchange {
  const authorization = provider.authorize(credentials);
  return async (operationId, request, scope) => {
    const enforced = contract.operation(operationId);
    const { effect } = enforced.operation;
    const violations = enforced.checkRequest(request);
    if (violations.length > 0) throw new RequestViolated(request, violations);
    assertScope(provider, enforced, request, scope);
    const wire = enforced.toWire(request);
    const session = acting(enforced, scope);
    const headers = { ...authorization, ...session };
    const failure: UpstreamFailure = { provider: provider.id, operationId };
    try {
      const answer = await client
        .send(wire, headers, effect === 'write' && scope.irreversible)
        .catch((error: unknown) => {
          throw error instanceof UpstreamFault ? faultProblem(error, effect, failure) : error;
        });
      const accepted = accept(provider, enforced, request, answer, observer, failure);
      observer.contact(undefined);
      return accepted;
    } catch (error) {
      const told = error instanceof Problem && Object.keys(session).length === 0 ? oursDenied(error) : error;
      if (told instanceof Problem) observer.contact(told.code);
      throw told;
    }
  };
}

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
): Accepted {
  const { effect, id } = enforced.operation;
  const parsed = parse(answer.text);
  const known = { ...failure, ...requestIdOf(provider, parsed, answer) };
  if (answer.status < 200 || answer.status > 299) throw refusalOf(provider, effect, answer, parsed, known);

  const upstream = { ...known, status: answer.status };
  const violations = enforced.checkAnswer(answer.status, parsed);
  if (violations === undefined || !saysJson(answer) || (parsed === undefined && answer.text !== '')) {
    throw untrusted(effect, upstream, 'It answered something that is not the documented JSON.');
  }
  const guarded = violations.length > 0;
  if (guarded) observer.drift(id, violations);
  // A part at fault may be read much later, when other calls have been made: the refusal names the call that answered it.
  const body = guarded ? guard(parsed, violations, (violation) => violated(violation, effect, upstream)) : parsed;
  const check = provider.identity[id];
  if (typeof check === 'function' && !check(request as never, body as never)) {
    throw untrusted(effect, upstream, 'It answered about another object than the one asked for.');
  }
  return { body: body ?? null, guarded };
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
