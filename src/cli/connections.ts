import type { Logger } from 'pino';
import type { Gateway, GatewayConnection } from '../api/gateway.ts';
import type { Config, ConnectionConfig } from '../config/model.ts';
import { type Contract, composeContract } from '../contract/contract.ts';
import type { Deviation } from '../contract/drift/deviation.ts';
import type { ProviderTrace } from '../contract/trace.ts';
import unified from '../generated/documents/orgway.json' with { type: 'json' };
import type { DriftLog } from '../operations/drift/drift-log.ts';
import { composePassthrough, type Passthrough } from '../passthrough/passthrough.ts';
import type { Problem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';
import type { EndedCall } from '../telemetry/ended-call.ts';
import type { Redactor } from '../telemetry/redaction.ts';
import { type BoundConnection, bindConnection } from '../translation/bind.ts';
import { capabilitiesOf } from '../translation/capabilities.ts';
import { refusalProblem } from '../translation/classify.ts';
import type { AnyProvider, Registered, Unloadable } from '../translation/registered.ts';
import { credentialSets } from '../translation/token-endpoint.ts';
import { createClient } from '../upstream/client.ts';
import { HealthRecord } from '../upstream/health.ts';
import { authorizationOf } from './authorization.ts';
import { keepDrift } from './keep-drift.ts';
import type { Metrics } from './metrics.ts';
import { ofBrokenProvider, ofMisfit, type Quarantined } from './quarantine.ts';
import { recoveryProbe } from './recovery-probe.ts';

/** A provider with its contract, which all its connections share. */
export interface Enforced {
  readonly provider: AnyProvider;
  readonly contract: Contract;
  readonly trace: ProviderTrace;
  /** The provider as the API shows it. */
  readonly description: Gateway['providers'][number];
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
  readonly redactor: Redactor;
}

/** A connection before it is kept a journal of. */
export interface OpenConnection {
  readonly id: string;
  readonly bound: BoundConnection;
  readonly maxPageSize: number;
  readonly passthrough: Passthrough;
  readonly describe: GatewayConnection['describe'];
  /** Why a mutation that comes now would not get through to the upstream; undefined when it would. */
  readonly refusal: () => Problem | undefined;
  /** Lets go of its upstream connections when the calls under way are over. */
  close(): Promise<void>;
}

/** The largest page the unified document allows. */
const { maximum: unifiedPageLimit } = unified.components.parameters.PageSize.schema;

/** Composes the contracts of every provider there is; one that does not fit its document is as good as one that does not load. */
export const enforce = (registry: readonly (Registered | Unloadable)[]): ReadonlyMap<string, Enforced | Unloadable> =>
  new Map(
    registry.map((each): [string, Enforced | Unloadable] => {
      if ('failure' in each) return [each.id, each];
      const { provider, document, validators, trace } = each;
      const { id, title, credentials } = provider;
      try {
        const contract = composeContract(document, validators);
        const { title: name, version, digest } = contract;
        const capabilities = capabilitiesOf(provider, contract);
        const [, ...otherCredentials] = credentialSets(provider);
        const contractVersion = { title: name, version, digest };
        const more = otherCredentials.length === 0 ? {} : { otherCredentials: otherCredentials.map((set) => [...set]) };
        const description = { id, title, contract: contractVersion, credentials, ...more, capabilities };
        return [id, { provider, contract, trace, description }];
      } catch (failure) {
        return [id, { id, failure }];
      }
    }),
  );

/** The connections of a configuration, each with its provider. Throws an `Error` for a provider that does not exist. */
export const configured = (
  config: Config,
  enforced: ReadonlyMap<string, Enforced | Unloadable>,
): readonly (Configured | Quarantined)[] =>
  config.connections.map((each) => {
    const found = enforced.get(each.provider);
    if (found === undefined) throw new Error(`no provider ${each.provider}`);
    return 'failure' in found ? ofBrokenProvider(each, found.failure) : { config: each, ...found };
  });

/** Opens a connection to its upstream, as far as that is possible; nothing is sent yet. */
export function openOrQuarantine(each: Configured, reporting: Reporting): OpenConnection | Quarantined {
  try {
    return openConnection(each, reporting);
  } catch (failure) {
    return ofMisfit(each.config, failure);
  }
}

/** Opens a connection to its upstream; nothing is sent yet. Throws an `Error` when its parts do not fit. */
export function openConnection(
  { config, provider, contract, trace }: Configured,
  { drift, metrics, log, redactor }: Reporting,
): OpenConnection {
  const { id, baseUrl, timeoutMs, concurrency, validation } = config;
  const { retries, queue, rateLimit } = config.resilience;
  const state = metrics.upstreamState(id);
  const client = createClient({ ...config, observer: state, probe: () => probe() });
  const authorization = authorizationOf(provider, config, redactor.learn);
  const record = new HealthRecord();
  const note = keepDrift({ connection: id, contract, trace }, drift, metrics, log);
  const observer = {
    contact: (code: ProblemCode | undefined) => record.contact(code),
    called: (call: EndedCall) => metrics.upstreamCalled(id, call),
    // An upstream may name a member by what it was sent.
    drift: (deviations: readonly Deviation[]) => note(redactor.redactIn(deviations)),
  };
  const close = async (): Promise<void> => {
    await Promise.all([client.close(), authorization.close()]);
    state.close();
  };
  const bound = orClosed(close, () =>
    bindConnection(id, provider, contract, client, authorization, observer, validation),
  );
  const probe = recoveryProbe(bound);
  const maxPageSize = Math.min(bound.maxPageSize, unifiedPageLimit);
  return {
    id,
    bound,
    maxPageSize,
    passthrough: composePassthrough({
      ...{ connection: id, baseUrl, timeoutMs, methods: config.passthrough.methods },
      ...{ allowPrivateNetwork: config.allowPrivateNetwork, provider, contract, authorization, client, observer },
    }),
    describe: () => ({
      id,
      provider: bound.provider,
      baseUrl,
      contract: bound.contract,
      limits: { maxPageSize, timeoutMs, concurrency, retries, queue, ...(rateLimit && { rateLimit }) },
      health: client.down ? { ...record.health, status: 'failing', code: 'upstream-circuit-open' } : record.health,
      capabilities: bound.capabilities,
    }),
    refusal() {
      const refusal = client.refusal('write');
      return refusal && refusalProblem(refusal, { provider: provider.id }).with({ outcome: 'not_applied' });
    },
    close,
  };
}

function orClosed<T>(close: () => Promise<void>, open: () => T): T {
  try {
    return open();
  } catch (error) {
    void close();
    throw error;
  }
}
