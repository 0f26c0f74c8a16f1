import { Counter, Gauge, type Registry } from 'prom-client';

/** An outcome that was put on record. */
export interface SettledOperation {
  readonly action: string;
  readonly connection: string;
  readonly outcome: string;
  readonly settledBy: string;
}

/** What is counted of operations. */
export interface OperationMetrics {
  settled(operation: SettledOperation): void;
  replayed(action: string): void;
}

/**
 * `connections`: ids of those there are at this moment. `unsettled`: how many operations are not settled, by connection; while
 * they cannot be counted, their number is left out.
 */
export function countOperations(
  registry: Registry,
  connections: () => Iterable<string>,
  unsettled: () => Promise<ReadonlyMap<string, number>>,
): OperationMetrics {
  const outcomes = new Counter({
    name: 'orgway_operation_outcomes_total',
    help: 'Outcomes of mutations put on record by this replica. One that was unknown counts again when it is settled: by reading the upstream or by recovery.',
    labelNames: ['connection', 'action', 'outcome', 'settled_by'],
    registers: [registry],
  });
  const replays = new Counter({
    name: 'orgway_idempotent_replays_total',
    help: 'Mutations answered with what an earlier call under the same Idempotency-Key was answered.',
    labelNames: ['action'],
    registers: [registry],
  });
  new Gauge({
    name: 'orgway_operations_unsettled',
    help: 'Mutations whose outcome is not known yet, over all replicas.',
    labelNames: ['connection'],
    registers: [registry],
    async collect() {
      this.reset();
      const found = await unsettled().catch(() => undefined);
      if (found === undefined) return;
      for (const connection of connections()) this.set({ connection }, found.get(connection) ?? 0);
    },
  });
  return {
    settled: ({ connection, action, outcome, settledBy }) =>
      outcomes.inc({ connection, action, outcome, settled_by: settledBy }),
    replayed: (action) => replays.inc({ action }),
  };
}
