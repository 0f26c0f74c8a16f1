import { hash } from 'node:crypto';
import type { Contract } from '../contract/contract.ts';
import type { ResponseMode } from '../contract/mode.ts';
import type { Violation } from '../contract/violation.ts';
import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem, type UpstreamFailure } from '../problem/problem.ts';
import { createRedactor } from '../telemetry/redaction.ts';
import type { Authorization } from '../upstream/authorization.ts';
import type { Waiting } from '../upstream/bulkhead.ts';
import type { DescribedRequest, UpstreamAnswer, UpstreamClient } from '../upstream/client.ts';
import { UpstreamFault } from '../upstream/fault.ts';
import { tracedCall } from '../upstream/traced-call.ts';
import { type Acceptance, type Accepted, acceptanceOf, type Evidence, isSuccess } from './acceptance.ts';
import { faultProblem } from './classify.ts';
import { type EnforcedOperation, enforcedBy } from './enforced.ts';
import type { Observer } from './observer.ts';
import type { AnyProvider } from './registered.ts';
import { RequestViolated } from './request-violated.ts';

/** One unified call on its way: what the engine knows beside the provider's own request. */
export interface CallScope {
  /** The organization the caller named; undefined for calls that name none. */
  readonly organization: string | undefined;
  /** Extra upstream headers of the acting member, lower-case names. */
  readonly acting: Readonly<Record<string, string>>;
  /** Ends when nobody waits for the answer any more; reads end with it, writes never do. */
  readonly signal?: AbortSignal;
  /** Whether it goes on with something that has begun, which is worth waiting for. */
  readonly patient?: boolean;
}

/** The scope of looks, which are made in the connection's own name, for mutations that have begun. */
export const readingScope = (organization: string | undefined): CallScope => ({
  organization,
  acting: {},
  patient: true,
});

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

/** Composes the upstream calls of one connection. `modeOf`: how the answers of an operation are checked. */
export function createExchange(
  provider: AnyProvider,
  contract: Contract,
  client: UpstreamClient,
  authorization: Authorization,
  observer: Observer,
  modeOf: (operationId: string) => ResponseMode,
): Exchange {
  const maskedAuthorization = masked(authorization.names);
  const agreed = agreedOn(provider, enforcedBy(contract, modeOf), observer);
  return {
    prepare(operationId, request, scope) {
      const { enforced, acceptance } = agreed(operationId);
      const { effect } = enforced.operation;
      const violations = enforced.checkRequest(request);
      if (violations.length > 0) {
        throw new RequestViolated(request, violations, () => observer.drift(misbuilt(enforced, request, violations)));
      }
      assertScope(provider, enforced, request, scope, observer);
      const wire = enforced.toWire(request);
      const session = acting(enforced, scope);
      const failure: UpstreamFailure = { provider: provider.id, operationId };
      // A write has a connection of its own, so that nothing left over from another call can be taken for its answer, and no
      // connection that the upstream is just closing leaves its outcome unknown.
      const fresh = effect === 'write';
      const waiting = waitingOf(effect, scope);
      const sent = async (headers: Readonly<Record<string, string>>, evidence: Evidence): Promise<UpstreamAnswer> => {
        try {
          return await tracedCall(
            { operation: operationId, method: wire.method, provider: provider.id },
            () => client.send(wire, { ...headers, ...session }, fresh, waiting),
            observer.called,
          );
        } catch (error) {
          if (!(error instanceof UpstreamFault)) throw error;
          if (error.cutStatus !== undefined) {
            evidence.status = error.cutStatus;
            evidence.succeeded = isSuccess(error.cutStatus) && !error.timedOut;
          }
          throw faultProblem(error, effect, failure);
        }
      };
      const answered = async (evidence: Evidence): Promise<Answered> => {
        const headers = await authorization.headers();
        const answer = await sent(headers, evidence);
        const renewed = answer.status === 401 && (await authorization.rejected(headers));
        // A write is never sent a second time once any of it has left, not even after a refusal: the caller may repeat it.
        if (!renewed || effect === 'write') return { answer, renewed };
        return { answer: await sent(await authorization.headers(), evidence), renewed: false };
      };
      return {
        effect,
        digest: () => sha256(`${wire.method} ${wire.target}\n${wire.body ?? ''}`),
        describe: () => client.describe(wire, { ...maskedAuthorization, ...masked(Object.keys(session)) }, fresh),
        async send(evidence = {}) {
          let renewed = false;
          try {
            const { answer, ...known } = await answered(evidence);
            renewed = known.renewed;
            if (effect === 'write') {
              evidence.status = answer.status;
              evidence.responseDigest = sha256(answer.text);
            }
            const accepted = acceptance.accept(request, answer, evidence);
            evidence.succeeded = true;
            observer.contact(undefined);
            return accepted;
          } catch (error) {
            // That the caller has gone says nothing of the upstream.
            if (scope.signal?.aborted) throw error;
            const denied = error instanceof Problem && Object.keys(session).length === 0 ? oursDenied(error) : error;
            if (!(denied instanceof Problem)) throw denied;
            observer.contact(denied.code);
            throw without(session, renewed ? denied.with(repeatable) : denied);
          }
        },
      };
    },
    reopen: (operationId, answer) => agreed(operationId).acceptance.reopen(answer),
  };
}

interface Answered {
  readonly answer: UpstreamAnswer;
  /** Whether it refuses credentials that have been replaced since. */
  readonly renewed: boolean;
}

interface Agreed {
  readonly enforced: EnforcedOperation;
  readonly acceptance: Acceptance;
}

/** The operations as this connection enforces and takes them, each composed when it is first called. */
function agreedOn(
  provider: AnyProvider,
  enforcedOf: (operationId: string) => EnforcedOperation,
  observer: Observer,
): (operationId: string) => Agreed {
  const composed = new Map<string, Agreed>();
  return (operationId) => {
    const known = composed.get(operationId);
    if (known !== undefined) return known;
    const enforced = enforcedOf(operationId);
    const agreed = { enforced, acceptance: acceptanceOf(provider, enforced, observer) };
    composed.set(operationId, agreed);
    return agreed;
  };
}

const sha256 = (text: string): string => hash('sha256', text);

const masked = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, mask]));

/** The problem without the caller's own credentials in it, which the upstream may have repeated. */
function without(session: Readonly<Record<string, string>>, problem: Problem): Problem {
  const values = Object.values(session);
  if (values.length === 0) return problem;
  const redactor = createRedactor();
  redactor.configure(values);
  return problem.retold(redactor.redact);
}

/** Said of a write that was refused for an access token which has been replaced since. */
const repeatable = {
  retryable: true,
  detail: 'The upstream no longer took the access token, so nothing was written. There is a new one: repeat the call.',
};

/** Where no member acts, only the connection's own credentials can have been denied: never the caller's. */
const oursDenied = (problem: Problem): Problem =>
  problem.code === 'permission-denied' ? new Problem('upstream-credentials-rejected', problem.parts) : problem;

const misbuilt = (enforced: EnforcedOperation, request: ChannelledRequest, violations: readonly Violation[]) =>
  enforced.deviations({ status: undefined, value: request, violations });

/**
 * A call whose target is chosen by a header acts on somebody else's organization when the header is wrong, and on the
 * caller's own when it is missing; so it is compared once more right before it is sent.
 */
function assertScope(
  provider: AnyProvider,
  enforced: EnforcedOperation,
  request: ChannelledRequest,
  { organization }: CallScope,
  observer: Observer,
): void {
  const { scopeHeader } = provider;
  if (scopeHeader === undefined || !enforced.headers.has(scopeHeader)) return;
  const named = request.header?.[scopeHeader];
  if (named === organization && named !== undefined && named !== '') return;
  const violation = {
    pointer: `/header/${scopeHeader}`,
    keyword: 'identity',
    detail: 'names another organization',
    expected: 'the organization asked for',
  };
  observer.drift(misbuilt(enforced, request, [violation]));
  throw new Problem('translation-contract-violation', {
    detail: `${enforced.operation.id} would act on another organization than the one asked for. Nothing was sent; please report this.`,
  });
}

/** Whoever hangs up ends a read, but not a write. */
const waitingOf = (effect: 'read' | 'write', { signal, patient = false }: CallScope): Waiting =>
  effect === 'write' || signal === undefined ? { patient } : { patient, signal };

function acting(enforced: EnforcedOperation, { acting }: CallScope): Record<string, string> {
  return Object.fromEntries(Object.entries(acting).filter(([name]) => enforced.headers.has(name)));
}
