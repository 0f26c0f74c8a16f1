import type { LookupFunction } from 'node:net';
import type { WireRequest } from '../contract/wire.ts';
import type { Waiting } from './bulkhead.ts';
import { UpstreamFault, type UpstreamRefusal } from './fault.ts';
import { createGate, type Effect } from './gate.ts';
import { silentObserver, type UpstreamObserver } from './observer.ts';
import type { Resilience } from './resilience.ts';
import { withRetries } from './retry.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createTransport } from './transport.ts';

export interface ClientOptions {
  /** Scheme, host and optional base path of the upstream. */
  readonly baseUrl: string;
  /** Total deadline of one call with all its attempts, in milliseconds. */
  readonly timeoutMs: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Whether the upstream may have a private or loopback address. */
  readonly allowPrivateNetwork: boolean;
  readonly resilience: Resilience;
  readonly observer?: UpstreamObserver;
  /** Makes a read of its own, by which the upstream can show that it is back where nobody else reads. */
  readonly probe?: () => void;
  /** Resolves names; the system's resolver unless given. */
  readonly resolve?: LookupFunction;
}

/** A complete, well-framed answer; the body is not interpreted yet. */
export interface UpstreamAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A request as the upstream would receive it. */
export interface DescribedRequest {
  readonly method: string;
  readonly url: string;
  /** Lower-case names, the credentials included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The only way to an upstream: one pool of connections per configured connection. */
export interface UpstreamClient {
  /**
   * Sends a request within the connection's limits: no redirects; a read again where it failed in passing. `fresh`, for writes,
   * uses a connection of its own, so that no answer left over from another call can be taken for this one's, and sends again only
   * with proof that nothing was sent. Throws `UpstreamFault`; `UpstreamRefusal` for what was not let go.
   */
  send(
    request: WireRequest,
    credentials: Readonly<Record<string, string>>,
    fresh: boolean,
    waiting?: Waiting,
  ): Promise<UpstreamAnswer>;
  /** What `send` would put on the wire, header for header. Sends nothing. */
  describe(request: WireRequest, credentials: Readonly<Record<string, string>>, fresh: boolean): DescribedRequest;
  close(): Promise<void>;
}

/** A client together with the limits that its calls are made within. */
export interface LimitedClient extends UpstreamClient {
  /** Why a call that comes now would be refused; undefined when it would not. */
  refusal(effect: Effect): UpstreamRefusal | undefined;
  /** Whether the upstream is taken for down. */
  readonly down: boolean;
  /**
   * Makes another call to the same upstream within the same limits. `work` gets the signal that ends it and resolves, with the
   * status answered, when the call is over; it throws `UpstreamFault` where there is no answer.
   */
  pass<T extends { readonly status: number }>(
    effect: Effect,
    waiting: Waiting,
    work: (signal: AbortSignal | undefined) => Promise<T>,
  ): Promise<T>;
}

/** Composes the way to one upstream; nothing is sent yet. */
export function createClient({
  resilience,
  observer = silentObserver,
  probe,
  ...options
}: ClientOptions): LimitedClient {
  const { timeoutMs, concurrency } = options;
  const transport = createTransport(options);
  const gate = createGate({ ...resilience, concurrency, observer, probe });
  const retries = {
    retries: resilience.retries,
    budget: createRetryBudget(),
    refused: (effect: Effect) => gate.refusal(effect) !== undefined,
    retried: observer.retried,
  };
  const observed = async <T extends { readonly status: number }>(
    effect: Effect,
    work: () => Promise<T>,
  ): Promise<T> => {
    const begin = performance.now();
    const tell = (ended: number | UpstreamFault['reach']): void =>
      observer.attempted({ effect, ended, ms: performance.now() - begin });
    try {
      const answer = await work();
      tell(answer.status);
      return answer;
    } catch (error) {
      if (error instanceof UpstreamFault) tell(error.reach);
      throw error;
    }
  };
  return {
    send(request, credentials, fresh, waiting = {}) {
      const effect = fresh ? 'write' : 'read';
      const end = performance.now() + timeoutMs;
      const timeLeft = (): number => Math.max(0, end - performance.now());
      const attempt = (): Promise<UpstreamAnswer> =>
        gate.pass(effect, timeLeft(), waiting, (signal) =>
          observed(effect, () => transport.send(request, credentials, fresh, timeLeft(), signal)),
        );
      return withRetries(retries, { effect, timeLeft, signal: waiting.signal, attempt });
    },
    refusal(effect) {
      const refusal = gate.refusal(effect);
      if (refusal !== undefined) observer.refused(refusal.reason);
      return refusal;
    },
    get down() {
      return gate.down;
    },
    pass: (effect, waiting, work) =>
      gate.pass(effect, timeoutMs, waiting, (signal) => observed(effect, () => work(signal))),
    describe: transport.describe,
    close: transport.close,
  };
}
