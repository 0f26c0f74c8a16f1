import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { countUpstreamState } from '../../src/telemetry/metrics/upstream-state.ts';
import { parseMetrics } from '../support/prometheus.ts';

/** The samples of a metric, as its labels and its value. */
async function samplesOf(registry: Registry, name: string): Promise<readonly unknown[]> {
  const { samples } = parseMetrics(await registry.metrics()).get(`orgway_upstream_${name}`) ?? { samples: [] };
  return samples.map(({ labels, value }) => [...Object.values(labels), value]);
}

test('what a connection does about its upstream is counted', async () => {
  const registry = new Registry();
  const state = countUpstreamState(registry)('one');
  state.attempted({ effect: 'read', ended: 503 });
  state.attempted({ effect: 'read', ended: 'no-answer' });
  state.attempted({ effect: 'write', ended: 204 });
  state.retried('read');
  state.refused('circuit-open');
  state.circuit('open');
  state.occupancy(3, 2);
  expect(await samplesOf(registry, 'attempts_total')).toEqual([
    ['one', 'read', '5xx', 1],
    ['one', 'read', 'no-answer', 1],
    ['one', 'write', '2xx', 1],
  ]);
  expect(await samplesOf(registry, 'retries_total')).toEqual([['one', 'read', 1]]);
  expect(await samplesOf(registry, 'refusals_total')).toEqual([['one', 'circuit-open', 1]]);
  expect(await samplesOf(registry, 'circuit')).toEqual([
    ['one', 'closed', 0],
    ['one', 'half-open', 0],
    ['one', 'open', 1],
  ]);
  expect(await samplesOf(registry, 'calls_running')).toEqual([['one', 3]]);
  expect(await samplesOf(registry, 'calls_waiting')).toEqual([['one', 2]]);
});

test('a connection that is configured anew adds to the one before until that has ended', async () => {
  const registry = new Registry();
  const open = countUpstreamState(registry);
  const before = open('one');
  before.occupancy(4, 0);
  before.circuit('open');
  const after = open('one');
  after.occupancy(1, 1);
  open('two');
  expect(await samplesOf(registry, 'calls_running')).toEqual([
    ['one', 5],
    ['two', 0],
  ]);
  // The new one knows nothing against its upstream yet.
  expect((await samplesOf(registry, 'circuit')).slice(0, 3)).toEqual([
    ['one', 'closed', 1],
    ['one', 'half-open', 0],
    ['one', 'open', 0],
  ]);
  before.close();
  expect((await samplesOf(registry, 'calls_running'))[0]).toEqual(['one', 1]);
  after.close();
  expect(await samplesOf(registry, 'calls_running')).toEqual([['two', 0]]);
});
