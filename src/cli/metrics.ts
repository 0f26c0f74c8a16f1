import { Counter, Gauge, Registry } from 'prom-client';
import { severities } from '../contract/drift/impact.ts';
import type { DriftCount } from '../operations/drift/list.ts';
import type { Noted } from '../operations/drift/tally.ts';

/** What the gateway counts for Prometheus. Labels only take words of the configuration and the documents, so they are bounded. */
export interface Metrics {
  drifted(noted: Noted): void;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
}

/**
 * `connections`: ids of those there are at this moment. `counts`: the drift records there are; while they cannot be read, their
 * number is left out.
 */
export function createMetrics(
  connections: () => Iterable<string>,
  counts: () => Promise<readonly DriftCount[]>,
): Metrics {
  const registry = new Registry();
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
      const found = await counts().catch(() => undefined);
      if (found === undefined) return;
      for (const connection of connections()) {
        for (const severity of severities) this.set({ connection, severity }, numberOf(found, connection, severity));
      }
    },
  });
  return {
    drifted: ({ connection, deviation: { upstreamOperation, direction }, impact: { severity } }) =>
      violations.inc({ connection, upstream_operation: upstreamOperation, direction, severity }),
    text: () => registry.metrics(),
  };
}

const numberOf = (counts: readonly DriftCount[], connection: string, severity: string): number =>
  counts.find((each) => each.connection === connection && each.severity === severity)?.records ?? 0;
