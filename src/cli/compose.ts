import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { Logger } from 'pino';
import type { Gateway, GatewayConnection } from '../api/gateway.ts';
import { createPageTokens } from '../api/page-token.ts';
import type { Config, ConnectionConfig } from '../config/model.ts';
import type { GatewaySecret } from '../config/secret.ts';
import { type Contract, composeContract } from '../contract/contract.ts';
import type { ProviderTrace } from '../contract/trace.ts';
import unified from '../generated/documents/orgway.json' with { type: 'json' };
import { createDriftLog, type DriftLog } from '../operations/drift/drift-log.ts';
import { unavailable } from '../operations/journal.ts';
import { composeOperations, type Keeping } from '../operations/operations.ts';
import type { Pace } from '../operations/pace.ts';
import { createRecords } from '../operations/records.ts';
import { scheduleVerification } from '../operations/verification.ts';
import type { ProblemCode } from '../problem/registry.ts';
import type { Database } from '../storage/database.ts';
import { type BoundConnection, bindConnection } from '../translation/bind.ts';
import { capabilitiesOf } from '../translation/capabilities.ts';
import type { Facts } from '../translation/facts.ts';
import type { AnyProvider, Registered } from '../translation/registered.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { createClient } from '../upstream/client.ts';
import { HealthRecord } from '../upstream/health.ts';
import { keepDrift } from './keep-drift.ts';
import { keepJournal, openJournal } from './keep-journal.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { noteConfiguration } from './note-configuration.ts';
import { verifyConnections } from './verify-connections.ts';

/** A gateway put together from its configuration, and how to let go of its upstream connections. */
export interface Composed {
  readonly gateway: Gateway;
  close(): Promise<void>;
}

/** A provider with its contract, which all its connections share. */
interface Enforced {
  readonly provider: AnyProvider;
  readonly contract: Contract;
  readonly trace: ProviderTrace;
}

/** The largest page the unified document allows. */
const { maximum: unifiedPageLimit } = unified.components.parameters.PageSize.schema;

/** What a gateway is composed of. */
export interface Composition {
  readonly config: Config;
  readonly registry: readonly Registered[];
  readonly secret: GatewaySecret;
  /** Migrated. */
  readonly database: Database;
  readonly log: Logger;
  readonly pace: Pace;
  /** The time of day. */
  readonly now: () => Date;
}

/** Composes everything a request will pass through, so that requests run in a straight line. */
export async function compose(composition: Composition): Promise<Composed> {
  const { config, registry, secret, database, log, now } = composition;
  const closers: (() => Promise<void>)[] = [];
  const enforced = registry.map(({ provider, document, validators, trace }) => ({
    provider,
    contract: composeContract(document, validators),
    trace,
  }));
  const drift = createDriftLog({
    db: database.db,
    now,
    failed: (error) => log.warn({ err: error }, 'drift records wait for the database'),
  });
  const metrics = createMetrics(
    config.connections.map(({ id }) => id),
    drift.counts,
  );
  const reporting = { drift, metrics, log };
  const configured = config.connections.map((each) => {
    const found = enforced.find(({ provider }) => provider.id === each.provider);
    if (found === undefined) throw new Error(`no provider ${each.provider}`);
    return { config: each, ...found };
  });
  const bound = configured.map(({ config: each, ...found }) => bind(each, found, reporting, closers));
  const journal = await openJournal(composition);
  await noteConfiguration(journal, config);
  const kept = await keepJournal(journal, composition, new Map(bound.map((each) => [each.id, each.bound])));
  drift.start();
  await scheduleVerification(kept.jobs.boss, config.verifyAt, (signal) =>
    verifyConnections(configured, reporting, signal),
  );
  return {
    gateway: {
      document: unified as unknown as OpenAPIV3_1.Document,
      documentSource: readFileSync(join(import.meta.dirname, '..', '..', 'openapi', 'orgway.yaml'), 'utf8'),
      connections: new Map(bound.map((each) => [each.id, connectionOf(each, kept)])),
      providers: enforced.map(describeProvider),
      pageTokens: createPageTokens(secret.derive('page-token')),
      apiKeys: config.apiKeys,
      audit: journal.audit,
      drift,
      metrics: metrics.text,
      records: createRecords(journal.db, journal.audit),
      reconcile: kept.settler.reconcile,
      unready: () => unavailable(journal),
      failed: (error, requestId) => log.error({ err: error, requestId }, 'request failed'),
    },
    close: async () => {
      await kept.close();
      await drift.stop();
      await Promise.all(closers.map((close) => close()));
    },
  };
}

/** Where it is told what upstreams do otherwise than their documents say. */
interface Reporting {
  readonly drift: DriftLog;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** A connection before it is kept a journal of. */
interface Bound {
  readonly id: string;
  readonly bound: BoundConnection;
  readonly maxPageSize: number;
  readonly describe: GatewayConnection['describe'];
}

function bind(
  { id, baseUrl, credentials, timeoutMs, concurrency, validation }: ConnectionConfig,
  { provider, contract, trace }: Enforced,
  { drift, metrics, log }: Reporting,
  closers: (() => Promise<void>)[],
): Bound {
  const client = createClient({ baseUrl, timeoutMs, concurrency });
  closers.push(() => client.close());
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
  };
}

function connectionOf({ id, bound, maxPageSize, describe }: Bound, keeping: Keeping): GatewayConnection {
  return {
    id,
    operations: composeOperations(bound, keeping),
    facts: Object.fromEntries(Object.entries(bound.operations).map(([name, { facts }]) => [name, facts])) as Record<
      UnifiedOperationId,
      Facts
    >,
    maxPageSize,
    describe,
  };
}

function describeProvider({ provider, contract }: Enforced): Gateway['providers'][number] {
  return {
    id: provider.id,
    title: provider.title,
    contract: { title: contract.title, version: contract.version, digest: contract.digest },
    credentials: provider.credentials,
    capabilities: capabilitiesOf(provider, contract),
  };
}
