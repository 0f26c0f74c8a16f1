import { Counter, Gauge, type Registry } from 'prom-client';
import { severities } from '../contract/drift/impact.ts';
import type { DriftCount } from '../operations/drift/list.ts';
import type { Noted } from '../operations/drift/tally.ts';
import { countOperations, type OperationMetrics } from '../telemetry/metrics/operations.ts';
import { countRefusals } from '../telemetry/metrics/refusals.ts';
import { countRequests, type RequestMetrics } from '../telemetry/metrics/requests.ts';
import { countUpstreamCalls } from '../telemetry/metrics/upstream-calls.ts';
import { countUpstreamState } from '../telemetry/metrics/upstream-state.ts';

/** What the gateway counts for Prometheus. Labels only take words of the configuration and the documents, so they are bounded. */
export interface Metrics {
  readonly requests: RequestMetrics;
  readonly operations: OperationMetrics;
  readonly upstreamCalled: ReturnType<typeof countUpstreamCalls>;
  readonly upstreamState: ReturnType<typeof countUpstreamState>;
  drifted(noted: Noted): void;
  /** A request that was refused for this reason before it was worked on. */
  refused(reason: string): void;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
}

/** What is asked for whenever somebody looks. */
export interface Sources {
  /** Ids of the connections there are at this moment. */
  connections(): Iterable<string>;
  /** The drift records there are. */
  driftRecords(): Promise<readonly DriftCount[]>;
  /** How many operations are not settled, by connection. */
  unsettled(): Promise<ReadonlyMap<string, number>>;
}

/** The longest that a look may wait for the database. What cannot be read until then is left out of it. */
const patienceMs = 1_000;

/** `registry`: where the process counts already what it does. */
export function createMetrics(registry: Registry, { connections, driftRecords, unsettled }: Sources): Metrics {
  const violations = new Counter({
    name: 'orgway_contract_violations_total',
    help: 'Differences from upstream documents seen by this replica, each kind once for each answer or request.',
    labelNames: ['connection', 'upstream_operation', 'direction', 'severity'],
    registers: [registry],
  });
  new Gauge({
    name: 'orgway_drift_records',
    help: 'Kinds of difference from upstream documents on record, over all replicas.',
    labelNames: ['connection', 'severity'],
    registers: [registry],
    async collect() {
      this.reset();
      const found = await inTime(driftRecords()).catch(() => undefined);
      if (found === undefined) return;
      for (const connection of connections()) {
        for (const severity of severities) this.set({ connection, severity }, numberOf(found, connection, severity));
      }
    },
  });
  return {
    requests: countRequests(registry),
    operations: countOperations(registry, connections, () => inTime(unsettled())),
    upstreamCalled: countUpstreamCalls(registry),
    upstreamState: countUpstreamState(registry),
    drifted: ({ connection, deviation: { upstreamOperation, direction }, impact: { severity } }) =>
      violations.inc({ connection, upstream_operation: upstreamOperation, direction, severity }),
    refused: countRefusals(registry),
    text: () => registry.metrics(),
  };
}

const numberOf = (counts: readonly DriftCount[], connection: string, severity: string): number =>
  counts.find((each) => each.connection === connection && each.severity === severity)?.records ?? 0;

async function inTime<T>(found: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not answer in time')), patienceMs);
  });
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}
