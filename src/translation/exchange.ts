import { hash } from 'node:crypto';
import type { Contract } from '../contract/contract.ts';
import type { ResponseMode } from '../contract/mode.ts';
import type { Violation } from '../contract/violation.ts';
import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem, type UpstreamFailure } from '../problem/problem.ts';
import type { DescribedRequest, UpstreamAnswer, UpstreamClient } from '../upstream/client.ts';
import { UpstreamFault } from '../upstream/fault.ts';
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
}

/** The scope of looks, which are made in the connection's own name. */
export const readingScope = (organization: string | undefined): CallScope => ({ organization, acting: {} });

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
  credentials: Readonly<Record<string, string>>,
  observer: Observer,
  modeOf: (operationId: string) => ResponseMode = () => 'report',
): Exchange {
  const authorization = provider.authorize(credentials);
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
      const secret = { ...authorization, ...session };
      const failure: UpstreamFailure = { provider: provider.id, operationId };
      // A write has a connection of its own, so that nothing left over from another call can be taken for its answer, and no
      // connection that the upstream is just closing leaves its outcome unknown.
      const fresh = effect === 'write';
      const answered = async (evidence: Evidence): Promise<UpstreamAnswer> => {
        try {
          return await client.send(wire, secret, fresh, fresh ? undefined : scope.signal);
        } catch (error) {
          if (!(error instanceof UpstreamFault)) throw error;
          if (error.cutStatus !== undefined) {
            evidence.status = error.cutStatus;
            evidence.succeeded = isSuccess(error.cutStatus) && !error.timedOut;
          }
          throw faultProblem(error, effect, failure);
        }
      };
      return {
        effect,
        digest: () => sha256(`${wire.method} ${wire.target}\n${wire.body ?? ''}`),
        describe: () => client.describe(wire, masked(secret), fresh),
        async send(evidence = {}) {
          try {
            const answer = await answered(evidence);
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
            const told = error instanceof Problem && Object.keys(session).length === 0 ? oursDenied(error) : error;
            if (told instanceof Problem) observer.contact(told.code);
            throw told;
          }
        },
      };
    },
    reopen: (operationId, answer) => agreed(operationId).acceptance.reopen(answer),
  };
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

const masked = (secret: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(secret).map((name) => [name, mask]));

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

function acting(enforced: EnforcedOperation, { acting }: CallScope): Record<string, string> {
  return Object.fromEntries(Object.entries(acting).filter(([name]) => enforced.headers.has(name)));
}
