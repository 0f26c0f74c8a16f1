import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createMetrics } from '../../src/cli/metrics.ts';
import { parseMetrics } from '../support/prometheus.ts';

test.each([
  ['hangs', () => new Promise<never>(() => {})],
  ['is away', () => Promise.reject(new Error('away'))],
])('a database that %s leaves out what is in it, and nothing else', async (_title, never) => {
  const metrics = createMetrics(new Registry(), {
    connections: () => ['one'],
    driftRecords: never,
    unsettled: never,
  });
  metrics.operations.replayed('deleteExternalId');
  const families = parseMetrics(await metrics.text());
  expect(families.get('orgway_drift_records')?.samples).toEqual([]);
  expect(families.get('orgway_operations_unsettled')?.samples).toEqual([]);
  expect(families.get('orgway_idempotent_replays_total')?.samples).toMatchObject([{ value: 1 }]);
});

test('what is not settled is shown of every connection there is', async () => {
  const metrics = createMetrics(new Registry(), {
    connections: () => ['one', 'two'],
    driftRecords: async () => [],
    unsettled: async () =>
      new Map([
        ['two', 3],
        ['gone', 1],
      ]),
  });
  const { samples } = parseMetrics(await metrics.text()).get('orgway_operations_unsettled') ?? { samples: [] };
  expect(samples.map(({ labels, value }) => [labels.connection, value])).toEqual([
    ['one', 0],
    ['two', 3],
  ]);
});
