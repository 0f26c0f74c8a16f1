import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AddressRefused, type EgressPolicy, guardedLookup, refusalOfHost } from './egress.ts';

/** How an agent makes connections to an upstream. */
export interface ProxyAgentOptions extends EgressPolicy {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Resolves names; the system's resolver unless given. */
  readonly resolve?: LookupFunction;
}

/**
 * Composes the agent by which requests that pass through get their connections: only to addresses that the policy allows, over TLS 1.2
 * at least, and to each request one of its own, so that nothing left over from another can be taken for its answer.
 */
export function createProxyAgent({ origin, resolve, ...policy }: ProxyAgentOptions): HttpAgent | HttpsAgent {
  const { protocol, hostname } = new URL(origin);
  const refusal = refusalOfHost(hostname, policy);
  if (refusal !== undefined) return new RefusingAgent(refusal);
  const options = { keepAlive: false, lookup: guardedLookup(policy, resolve) } satisfies AgentOptions & {
    readonly lookup: LookupFunction;
  };
  return protocol === 'https:' ? new HttpsAgent({ ...options, minVersion: 'TLSv1.2' }) : new HttpAgent(options);
}

/** Makes no connection at all: for a host that is an address which is not allowed, nothing would be looked up. */
class RefusingAgent extends HttpAgent {
  readonly #refusal: AddressRefused;

  constructor(refusal: AddressRefused) {
    super();
    this.#refusal = refusal;
  }

  override createConnection(_options: object, callback?: (error: Error | null, stream: Duplex) => void): undefined {
    callback?.(this.#refusal, undefined as never);
    return undefined;
  }
}
