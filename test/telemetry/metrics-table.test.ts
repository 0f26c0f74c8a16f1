import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createMetrics } from '../../src/cli/metrics.ts';
import { processRegistry } from '../../src/telemetry/metrics/process.ts';
import { parseMetrics } from '../support/prometheus.ts';

/** What the metrics library keeps of what was declared. */
interface Declared {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}

const registry = new Registry();
const nothing = { connections: () => [], driftRecords: async () => [], unsettled: async () => new Map() };
createMetrics(registry, nothing);
const declared = registry.getMetricsAsArray() as unknown as readonly Declared[];

test('the operator is told of every metric as it is declared', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operate.md'), 'utf8');
  const [, written] = /<!-- metrics: .*? -->\n([\s\S]*?)<!-- \/metrics -->/.exec(page) ?? [];
  const rows = declared.map(({ name, help, labelNames }) => {
    const labels = labelNames.filter((label) => label !== 'le').map((label) => `\`${label}\``);
    return `| \`${name}\` | ${labels.join(', ')} | ${help} |\n`;
  });
  // To be pasted there when it differs.
  expect(written).toBe(`| metric | labels | what it is |\n| --- | --- | --- |\n${rows.sort().join('')}`);
});

test('names are as Prometheus wants them', () => {
  for (const { name, help, type } of declared) {
    expect(name).toMatch(/^orgway_[a-z]+(?:_[a-z]+)*$/);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    expect([name, name.endsWith('_seconds')]).toEqual([name, type === 'histogram']);
    expect(help).toMatch(/^[A-Z].*\.$/);
  }
});

test('what the process counts can be read as strictly, and tells how late its event loop is', async () => {
  const families = parseMetrics(await processRegistry().metrics());
  for (const name of [
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_heap_size_used_bytes',
  ]) {
    expect(families.get(name)?.samples).toEqual([{ name, labels: {}, value: expect.any(Number) }]);
  }
});
