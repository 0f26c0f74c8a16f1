import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { OpenAPIV3_1 } from 'openapi-types';
import { createApp } from '../api/app.ts';
import type { Gateway, GatewayConnection } from '../api/gateway.ts';
import { createPageTokens } from '../api/page-token.ts';
import type { Config } from '../config/model.ts';
import unified from '../generated/documents/orgway.json' with { type: 'json' };
import { createDriftLog } from '../operations/drift/drift-log.ts';
import { unavailable } from '../operations/journal.ts';
import { composeOperations, type Keeping } from '../operations/operations.ts';
import { createRecords } from '../operations/records.ts';
import { createVerificationSchedule } from '../operations/verification.ts';
import { capabilitiesOf } from '../translation/capabilities.ts';
import type { Facts } from '../translation/facts.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import {
  type Configured,
  configured,
  type Enforced,
  enforce,
  type OpenConnection,
  openConnection,
  type Reporting,
} from './connections.ts';
import type { Ground } from './ground.ts';
import { type Kept, keepJournal, openJournal } from './keep-journal.ts';
import { createMetrics } from './metrics.ts';
import { noteConfiguration } from './note-configuration.ts';
import { verifyConnections } from './verify-connections.ts';

/** A gateway at work. */
export interface Composed {
  /** Answers requests, by the configuration of this moment. */
  readonly handle: RequestListener;
  /**
   * Goes over to another configuration: requests that are under way end by the old one. Rejects, with the old one in place, where
   * the new one cannot be put to work.
   */
  reload(config: Config): Promise<void>;
  /** Lets go of everything but the database. */
  close(): Promise<void>;
}

/** A configuration at work. */
interface Shift {
  readonly connections: ReadonlyMap<string, OpenConnection>;
  readonly configured: readonly Configured[];
  readonly handle: RequestListener;
  /** Lets go of the upstreams as soon as nobody needs them any more. */
  retire(): Promise<void>;
}

/** Composes everything a request will pass through, so that requests run in a straight line. */
export async function compose(config: Config, ground: Ground): Promise<Composed> {
  const { database, log, now } = ground;
  const enforced = enforce(ground.registry);
  const drift = createDriftLog({
    db: database.db,
    now,
    failed: (error) => log.warn({ err: error }, 'drift records wait for the database'),
  });
  let connections: ReadonlyMap<string, OpenConnection> = new Map();
  const metrics = createMetrics(() => connections.keys(), drift.counts);
  const reporting = { drift, metrics, log };
  const open = (each: readonly Configured[]): ReadonlyMap<string, OpenConnection> =>
    new Map(each.map((one) => [one.config.id, openConnection(one, reporting)]));

  const found = configured(config, enforced);
  connections = open(found);
  const journal = await openJournal(ground);
  await noteConfiguration(journal, config);
  const kept = await keepJournal(journal, ground, (id) => connections.get(id)?.bound);
  const begin = (next: Config, opened: ReadonlyMap<string, OpenConnection>, each: readonly Configured[]): Shift =>
    shiftOf(opened, each, gatewayOf(next, opened, enforced, kept, reporting, ground));
  let shift = begin(config, connections, found);
  drift.start();
  const schedule = createVerificationSchedule(kept.jobs.boss, (signal) =>
    verifyConnections(shift.configured, reporting, signal),
  );
  await schedule.set(config.verifyAt);
  return {
    handle: (request, response) => shift.handle(request, response),
    async reload(next) {
      const each = configured(next, enforced);
      const before = shift;
      shift = begin(next, open(each), each);
      connections = shift.connections;
      void before.retire();
      await noteConfiguration(journal, next);
      await schedule.set(next.verifyAt);
    },
    close: async () => {
      await kept.close();
      await drift.stop();
      await Promise.all([...connections.values()].map((each) => each.close()));
    },
  };
}

function shiftOf(
  connections: ReadonlyMap<string, OpenConnection>,
  each: readonly Configured[],
  gateway: Gateway,
): Shift {
  const app = createApp(gateway);
  let underWay = 0;
  let idle = (): void => {};
  return {
    connections,
    configured: each,
    handle(request, response) {
      underWay += 1;
      response.once('close', () => {
        underWay -= 1;
        if (underWay === 0) idle();
      });
      app(request, response);
    },
    async retire() {
      if (underWay > 0) {
        await new Promise<void>((resolve) => {
          idle = resolve;
        });
      }
      await Promise.all([...connections.values()].map((connection) => connection.close()));
    },
  };
}

function gatewayOf(
  config: Config,
  connections: ReadonlyMap<string, OpenConnection>,
  enforced: readonly Enforced[],
  kept: Kept,
  { drift, metrics, log }: Reporting,
  { secret }: Ground,
): Gateway {
  const { journal, settler } = kept;
  return {
    document: unified as unknown as OpenAPIV3_1.Document,
    documentSource: readFileSync(join(import.meta.dirname, '..', '..', 'openapi', 'orgway.yaml'), 'utf8'),
    connections: new Map([...connections.values()].map((each) => [each.id, connectionOf(each, kept)])),
    providers: enforced.map(describeProvider),
    pageTokens: createPageTokens(secret.derive('page-token')),
    apiKeys: config.apiKeys,
    audit: journal.audit,
    drift,
    metrics: metrics.text,
    records: createRecords(journal.db, journal.audit),
    reconcile: settler.reconcile,
    unready: () => unavailable(journal),
    failed: (error, requestId) => log.error({ err: error, requestId }, 'request failed'),
  };
}

function connectionOf({ id, bound, maxPageSize, describe }: OpenConnection, keeping: Keeping): GatewayConnection {
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
