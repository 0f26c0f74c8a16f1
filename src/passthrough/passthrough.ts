import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Contract } from '../contract/contract.ts';
import { Problem, type UpstreamFailure } from '../problem/problem.ts';
import { faultProblem } from '../translation/classify.ts';
import type { Observer } from '../translation/observer.ts';
import type { AnyProvider } from '../translation/registered.ts';
import type { Authorization } from '../upstream/authorization.ts';
import type { LimitedClient } from '../upstream/client.ts';
import { CallerGone, UpstreamFault } from '../upstream/fault.ts';
import { createProxyAgent } from '../upstream/proxy-agent.ts';
import { tracedCall } from '../upstream/traced-call.ts';
import { answerHead, passAnswerOn, readAgain, refusalOfAnswer } from './answer.ts';
import { beginWrite, outcomeOf, type Settle, type Trail } from './audit.ts';
import { documentedPaths } from './documented-paths.ts';
import { type Checked, type JsonReader, type PassingOperation, passingOperation } from './operation.ts';
import { outgoingRequest } from './outgoing.ts';
import { createProxy } from './proxy.ts';
import { refused } from './refusal.ts';

/** A request that is to pass through. */
export interface PassingCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The upstream's path as the caller wrote it, without a slash before it. */
  readonly path: string;
  /** The query as it was written, without its question mark. */
  readonly search: string;
  readonly principal: string;
  readonly requestId: string;
  /** Ends when the caller hangs up. */
  readonly signal: AbortSignal;
  readonly trail: Trail;
  readonly readJson: JsonReader;
}

/** The operations of one upstream's document, as they are, for a caller who knows that upstream. */
export interface Passthrough {
  /** Passes a request on and its answer back. Throws `Problem` as long as nothing of an answer was passed back. */
  forward(call: PassingCall): Promise<void>;
}

/** A connection as requests pass through it. */
export interface PassthroughTerms {
  readonly connection: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly allowPrivateNetwork: boolean;
  /** The methods that may pass through; GET includes HEAD. */
  readonly methods: readonly string[];
  readonly provider: AnyProvider;
  readonly contract: Contract;
  readonly authorization: Authorization;
  /** The limits of the connection, which hold for whatever passes through as well. */
  readonly client: Pick<LimitedClient, 'pass'>;
  readonly observer: Pick<Observer, 'contact' | 'called'>;
}

/** Composes what may pass through a connection; nothing is sent yet. */
export function composePassthrough(terms: PassthroughTerms): Passthrough {
  const { connection, methods, provider, contract, authorization } = terms;
  const find = documentedPaths(contract.operations.map((each) => passingOperation(contract.document, each)));
  const allowed = new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
  const send = sender(terms);
  return {
    async forward(call) {
      const { request, principal, requestId } = call;
      const { method = '' } = request;
      const { found, path } = find(method, call.path);
      if (!allowed.has(method)) throw refused(notAllowed(connection, method, methods));
      const head = found.readHead(request, call.search, path);
      const { id, effect } = found.operation;
      if (effect === 'write' && head.acknowledge !== 'unjournaled') throw unacknowledged(id);
      const checked = await found.check(head, call.readJson);
      const credentials = await authorization.headers();
      const told = { principal, requestId, connection, provider: provider.id, upstreamOperation: id, checked };
      const settle =
        effect === 'read' ? () => {} : await beginWrite(call.trail, told, organizationOf(provider, checked, path));
      await send({ call, found, checked, credentials, settle });
    },
  };
}

/** A request that may go on its way, and what is told of its end. */
interface Sending {
  readonly call: PassingCall;
  readonly found: PassingOperation;
  readonly checked: Checked;
  readonly credentials: Readonly<Record<string, string>>;
  readonly settle: Settle;
}

/** Composes how a request is sent, once, and its answer passed back. */
function sender(terms: PassthroughTerms): (sending: Sending) => Promise<void> {
  const { baseUrl, timeoutMs, allowPrivateNetwork, provider, authorization, client, observer } = terms;
  const base = new URL(baseUrl);
  const { origin } = base;
  const proxy = createProxy({ origin, agent: createProxyAgent({ origin, allowPrivateNetwork }), timeoutMs });
  const sessionHeaders = Object.values(provider.actingSession ?? {}).map((name) => name.toLowerCase());
  return async ({ call: { request, response, requestId, signal }, found, checked, credentials, settle }) => {
    const { id, effect } = found.operation;
    const { method = '' } = request;
    const failure: UpstreamFailure = { provider: provider.id, operationId: id };
    const memberActs = sessionHeaders.some((name) => checked.wire.headers[name] !== undefined);
    const exchange = async (ends: AbortSignal | undefined) => {
      const answer = await proxy(outgoingRequest(request, checked, base, credentials), ends);
      const problem = refusalOfAnswer(answer, { method, effect, failure, memberActs });
      if (problem === undefined) {
        settle(outcomeOf(answer.status), undefined);
        await passAnswerOn(answer, answerHead(answer, found.answerHeaders, base, requestId), response);
      }
      return { status: answer.status, problem };
    };
    try {
      const { status, problem } = await tracedCall(
        { operation: id, method, provider: provider.id },
        () => client.pass(effect, { signal }, exchange),
        observer.called,
      );
      observer.contact(problem?.code);
      if (problem === undefined) return;
      settle(problem.parts.outcome ?? 'unknown', problem.code);
      throw status === 401 && (await authorization.rejected(credentials)) ? problem.with({ retryable: true }) : problem;
    } catch (error) {
      if (!(error instanceof UpstreamFault)) throw error;
      const problem = endOf(error, effect, failure);
      if (!(error.cause instanceof CallerGone)) observer.contact(problem.code);
      // What was passed back cannot be taken back, and what becomes of a write with such an answer was told with its head.
      if (response.headersSent) {
        response.destroy();
        return;
      }
      settle(problem.parts.outcome ?? 'unknown', problem.code);
      throw problem;
    }
  };
}

/** The problem behind a request without a usable answer. */
function endOf(fault: UpstreamFault, effect: 'read' | 'write', failure: UpstreamFailure): Problem {
  const problem = faultProblem(fault, effect, failure);
  if (problem.code === 'outcome-unknown') return problem.with({ detail: readAgain });
  return effect === 'write' && fault.reach === 'not-sent' ? problem.with({ outcome: 'not_applied' }) : problem;
}

/** The organization that a request names: by the header that says which one a call acts on, or in its path. */
function organizationOf(
  { scopeHeader, organizationId }: AnyProvider,
  { wire }: Checked,
  path: Readonly<Record<string, string>>,
): { readonly organization?: string } {
  const scope = scopeHeader === undefined ? undefined : wire.headers[scopeHeader];
  const organization = scope ?? Object.values(path).find((value) => organizationId.test(value));
  return organization === undefined ? {} : { organization };
}

const notAllowed = (connection: string, method: string, methods: readonly string[]): string =>
  `The connection ${connection} lets ${methods.join(', ') || 'no method'} pass through and not ${method}; an operator decides that (passthrough.methods).`;

const unacknowledged = (operation: string): Problem =>
  new Problem('acknowledgement-required', {
    detail:
      `Nothing was sent. ${operation} changes something, and what passes through is sent once without a journal: it cannot be repeated safely, ` +
      'and nothing settles an unknown outcome. Repeat the call with ?acknowledge=unjournaled to accept that, or use the unified operation.',
    outcome: 'not_applied',
  });
