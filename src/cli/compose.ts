import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { createApp } from '../api/app.ts';
import type { Gateway, GatewayConnection } from '../api/gateway.ts';
import type { GuardObserver } from '../api/guard/server.ts';
import type { Observation } from '../api/observe.ts';
import { createPageTokens } from '../api/page-token.ts';
import type { Config } from '../config/model.ts';
import { secretsOf } from '../config/secrets.ts';
import unified from '../generated/documents/orgway.json' with { type: 'json' };
import { createDriftLog } from '../operations/drift/drift-log.ts';
import { unavailable } from '../operations/journal.ts';
import { composeOperations, type Keeping, type Operation } from '../operations/operations.ts';
import { createRecords } from '../operations/records.ts';
import type { WithConnection } from '../operations/settle.ts';
import { countUnsettled } from '../operations/unsettled.ts';
import { createVerificationSchedule } from '../operations/verification.ts';
import type { Facts } from '../translation/facts.ts';
import type { Unloadable } from '../translation/registered.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import { announcing } from './announce.ts';
import { authentication } from './authentication.ts';
import { type Enforced, enforce, type Reporting } from './connections.ts';
import type { Ground } from './ground.ts';
import { type Kept, keepJournal, openJournal } from './keep-journal.ts';
import { composeLimits, sheltered } from './limits.ts';
import { createMetrics } from './metrics.ts';
import { quarantinedConnection } from './quarantine.ts';
import { openRoster, type Roster, type ServingConnection, servingOf } from './roster.ts';
import { holding } from './sharing.ts';
import { type Shift, startShift } from './shift.ts';
import { openTelemetry } from './telemetry.ts';
import { verifyConnections } from './verify-connections.ts';

/** A gateway at work. */
export interface Composed {
  /** Answers requests, by the configuration of this moment. */
  readonly handle: RequestListener;
  /** Is told of requests that never came to be answered. */
  readonly guard: GuardObserver;
  /**
   * Goes over to another configuration: requests that are under way end by the old one. Throws an `Error`, with the old one in
   * place, where the new one cannot be put to work. What the database is to know of it follows, as soon as it can be told.
   */
  reload(config: Config): void;
  /** Is not ready any more, and has every answer to come close its connection. */
  drain(): void;
  /** Stores what is in memory only, as far as the database lets it, for a process that must end at once. */
  save(): Promise<void>;
  /** Waits for the calls that are under way, and lets go of everything but the database. */
  close(): Promise<void>;
}

/** Composes everything a request will pass through, so that requests run in a straight line. */
export async function compose(config: Config, ground: Ground): Promise<Composed> {
  const { database, log, now, redactor } = ground;
  redactor.configure(secretsOf(config));
  const enforced = enforce(ground.registry);
  const drift = createDriftLog({
    db: database.db,
    now,
    failed: (error) => log.warn({ err: error }, 'drift records wait for the database'),
  });
  let roster: Roster = new Map();
  const metrics = createMetrics(ground.metricsRegistry, {
    connections: () => roster.keys(),
    driftRecords: drift.counts,
    unsettled: () => countUnsettled(database.db),
  });
  const telemetry = await openTelemetry(config.traces, metrics, log);
  const reporting = { drift, metrics, log, redactor };
  const open = new Set<Promise<unknown>>();
  const rosterOf = (next: Config): Roster => {
    const found = openRoster(next, enforced, roster, reporting);
    for (const { gone } of servingOf(found)) {
      open.add(gone);
      void gone.catch(() => {}).then(() => open.delete(gone));
    }
    return found;
  };
  const withConnection: WithConnection = (id, work) => {
    const found = roster.get(id);
    return found === undefined || 'failure' in found ? work(undefined) : holding(found, () => work(found.open.bound));
  };

  roster = rosterOf(config);
  const journal = await openJournal(ground, metrics.operations);
  const kept = await keepJournal(journal, ground, withConnection, telemetry.tracer);
  let draining = false;
  const shiftOf = (next: Config, connections: Roster): Shift => {
    const gateway = gatewayOf(next, connections, enforced, kept, reporting, telemetry, ground, () => draining);
    return startShift(createApp(gateway), servingOf(connections));
  };
  let shift = shiftOf(config, roster);
  const take = sheltered(ground, { refused: telemetry.shed }, (request, response) => shift.handle(request, response));
  drift.start();
  const schedule = createVerificationSchedule(kept.jobs.boss, (signal) =>
    telemetry.tracer.job('verify connections', () =>
      verifyConnections(
        servingOf(roster).map(({ configured }) => configured),
        reporting,
        signal,
      ),
    ),
  );
  const announcement = announcing(journal, schedule, log);
  await announcement.first(config);
  return {
    guard: telemetry,
    handle(request, response) {
      if (draining) response.shouldKeepAlive = false;
      take(request, response);
    },
    reload(next) {
      redactor.configure(secretsOf(next));
      const connections = rosterOf(next);
      const relieved = shift;
      // Holds, and so lets go of, what was only opened for a shift that never began.
      const releases = servingOf(connections).map(({ hold }) => hold());
      try {
        shift = shiftOf(next, connections);
      } finally {
        for (const release of releases) release();
      }
      roster = connections;
      relieved.retire();
      announcement.next(next);
    },
    drain() {
      draining = true;
      shift.closeConnections();
    },
    async save() {
      await Promise.all([journal.backlog.stop(), journal.audit.stop(), drift.stop()]);
    },
    async close() {
      announcement.stop();
      await kept.stopSettling();
      shift.retire();
      await Promise.allSettled(open);
      await kept.close();
      await drift.stop();
      await telemetry.close();
    },
  };
}

function gatewayOf(
  config: Config,
  roster: Roster,
  enforced: ReadonlyMap<string, Enforced | Unloadable>,
  kept: Kept,
  { drift, metrics, log }: Reporting,
  observation: Observation,
  ground: Ground,
  draining: () => boolean,
): Gateway {
  const { secret } = ground;
  const { journal, settler } = kept;
  return {
    document: unified as unknown as Gateway['document'],
    documentSource,
    connections: new Map(
      [...roster].map(([id, each]) => [
        id,
        'failure' in each ? quarantinedConnection(each) : servingConnection(each, kept),
      ]),
    ),
    providers: [...enforced.values()].flatMap((each) => ('failure' in each ? [] : each.description)),
    pageTokens: createPageTokens(secret.derive('page-token')),
    authenticate: authentication(config, { ring: kept.ring, audit: journal.audit, log, now: ground.now }),
    limits: composeLimits(config.limits, ground, metrics),
    audit: journal.audit,
    drift,
    metrics: metrics.text,
    records: createRecords(journal.db, journal.audit),
    reconcile: settler.reconcile,
    unready: () => unavailable(journal),
    draining,
    observation,
    redact: ground.redactor.redact,
    failed: (error, requestId) => log.error({ err: error, requestId }, 'request failed'),
  };
}

const documentSource = readFileSync(join(import.meta.dirname, '..', '..', 'openapi', 'orgway.yaml'), 'utf8');

/** A connection as the API sees it: no upstream is let go of while one of its operations is at work. */
function servingConnection(serving: ServingConnection, keeping: Keeping): GatewayConnection {
  const { id, bound, maxPageSize, passthrough, describe, refusal } = serving.open;
  const entries = Object.entries(composeOperations(bound, keeping, refusal)) as [UnifiedOperationId, Operation][];
  return {
    id,
    operations: Object.fromEntries(entries.map(([name, each]) => [name, held(serving, each)])) as Record<
      UnifiedOperationId,
      Operation
    >,
    facts: Object.fromEntries(Object.entries(bound.operations).map(([name, { facts }]) => [name, facts])) as Record<
      UnifiedOperationId,
      Facts
    >,
    maxPageSize,
    passthrough: { forward: (call) => holding(serving, () => passthrough.forward(call)) },
    describe,
  };
}

/** Whoever hangs up ends a request, but not a mutation. */
const held = (serving: ServingConnection, { demandSupport, read, mutate }: Operation): Operation => ({
  demandSupport,
  read: (call, signal) => holding(serving, () => read(call, signal)),
  mutate: (call, terms) => holding(serving, () => mutate(call, terms)),
});
