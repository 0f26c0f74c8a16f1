import type { Logger } from 'pino';
import type { GatewayConnection } from '../api/gateway.ts';
import type { Config, ConnectionConfig } from '../config/model.ts';
import { type Contract, composeContract } from '../contract/contract.ts';
import type { ProviderTrace } from '../contract/trace.ts';
import unified from '../generated/documents/orgway.json' with { type: 'json' };
import type { DriftLog } from '../operations/drift/drift-log.ts';
import type { ProblemCode } from '../problem/registry.ts';
import { type BoundConnection, bindConnection } from '../translation/bind.ts';
import type { AnyProvider, Registered } from '../translation/registered.ts';
import { createClient } from '../upstream/client.ts';
import { HealthRecord } from '../upstream/health.ts';
import { keepDrift } from './keep-drift.ts';
import type { Metrics } from './metrics.ts';

/** A provider with its contract, which all its connections share. */
export interface Enforced {
  readonly provider: AnyProvider;
  readonly contract: Contract;
  readonly trace: ProviderTrace;
}

/** A configured connection with its provider. */
export interface Configured extends Enforced {
  readonly config: ConnectionConfig;
}

/** Where it is told what upstreams do otherwise than their documents say. */
export interface Reporting {
  readonly drift: DriftLog;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** A connection before it is kept a journal of. */
export interface OpenConnection {
  readonly id: string;
  readonly bound: BoundConnection;
  readonly maxPageSize: number;
  readonly describe: GatewayConnection['describe'];
  /** Lets go of its upstream connections when the calls under way are over. */
  close(): Promise<void>;
}

/** The largest page the unified document allows. */
const { maximum: unifiedPageLimit } = unified.components.parameters.PageSize.schema;

/** Composes the contracts of every provider there is. */
export const enforce = (registry: readonly Registered[]): Enforced[] =>
  registry.map(({ provider, document, validators, trace }) => ({
    provider,
    contract: composeContract(document, validators),
    trace,
  }));

/** The connections of a configuration, each with its provider. Throws an `Error` for a provider that does not exist. */
export const configured = (config: Config, enforced: readonly Enforced[]): Configured[] =>
  config.connections.map((each) => {
    const found = enforced.find(({ provider }) => provider.id === each.provider);
    if (found === undefined) throw new Error(`no provider ${each.provider}`);
    return { config: each, ...found };
  });

/** Opens a connection to its upstream; nothing is sent yet. */
export function openConnection(
  { config, provider, contract, trace }: Configured,
  { drift, metrics, log }: Reporting,
): OpenConnection {
  const { id, baseUrl, credentials, timeoutMs, concurrency, validation } = config;
  const client = createClient({ baseUrl, timeoutMs, concurrency });
  const record = new HealthRecord();
  const observer = {
    contact: (code: ProblemCode | undefined) => record.contact(code),
    drift: keepDrift({ connection: id, contract, trace }, drift, metrics, log),
  };
  const bound = bindConnection(id, provider, contract, client, credentials, observer, validation);
  const maxPageSize = Math.min(bound.maxPageSize, unifiedPageLimit);
  return {
    id,
    bound,
    maxPageSize,
    describe: () => ({
      id,
      provider: bound.provider,
      baseUrl,
      contract: bound.contract,
      limits: { maxPageSize, timeoutMs, concurrency },
      health: record.health,
      capabilities: bound.capabilities,
    }),
    close: () => client.close(),
  };
}
