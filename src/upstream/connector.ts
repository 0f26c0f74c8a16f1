import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { type EgressPolicy, guardedLookup, refusalOfHost } from './egress.ts';

/** How connections to an upstream are made. */
export interface ConnectorOptions extends EgressPolicy {
  /** For name resolution, connection and TLS together, in milliseconds. */
  readonly timeoutMs: number;
  /** Resolves names; the system's resolver unless given. */
  readonly resolve?: LookupFunction;
}

/** Composes the function by which an HTTP client connects: only to addresses that the policy allows, over TLS 1.2 at least. */
export function createConnector({ timeoutMs, resolve, ...policy }: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({
    timeout: timeoutMs,
    lookup: guardedLookup(policy, resolve),
    minVersion: 'TLSv1.2',
    // Whatever the environment says.
    rejectUnauthorized: true,
    allowH2: false,
  });
  return (options, callback) => {
    const refusal = refusalOfHost(options.hostname, policy);
    if (refusal === undefined) connect(options, callback);
    else callback(refusal, null);
  };
}
