import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Span } from '../../src/telemetry/span.ts';
import { exportSpans } from '../../src/telemetry/span-export.ts';
import { newTraceId, rootOf } from '../../src/telemetry/trace-context.ts';
import { type Collecting, startCollector } from '../support/collector.ts';

let collector: Collecting;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

const open = (sampleRatio: number, failed: (error: unknown) => void = () => {}) =>
  exportSpans({ url: collector.url, headers: {}, serviceName: 'orgway', sampleRatio }, failed);
const span = (): Span => ({
  name: 'getOrganization',
  kind: 'server',
  trace: rootOf(newTraceId(), true),
  parent: undefined,
  startMs: Date.UTC(2026, 10, 22),
  durationMs: 1_234.5,
  failed: false,
  attributes: {},
});

test('the configured share of traces is recorded, and for a trace always the same is decided', async () => {
  const shares = [0, 0.25, 1].map(async (ratio) => {
    const spans = open(ratio);
    const ids = Array.from({ length: 4_000 }, newTraceId);
    const recorded = ids.filter(spans.sample);
    expect(ids.filter(spans.sample)).toEqual(recorded);
    await spans.close();
    return recorded.length / ids.length;
  });
  const [none, quarter, all] = await Promise.all(shares);
  expect([none, all]).toEqual([0, 1]);
  expect(Math.abs((quarter ?? 0) - 0.25)).toBeLessThan(0.1);
});

test('times are those of the span', async () => {
  const spans = open(1);
  spans.ended(span());
  await spans.close();
  expect(collector.spans.at(-1)).toMatchObject({
    startTimeUnixNano: `${Date.UTC(2026, 10, 22)}000000`,
    endTimeUnixNano: `${Date.UTC(2026, 10, 22) + 1_234}500000`,
  });
});

test('of failures in a row the first is told', async () => {
  const told: unknown[] = [];
  const spans = open(1, (error) => told.push(error));
  collector.answer(400);
  // Three batches.
  for (let made = 0; made < 1_200; made += 1) spans.ended(span());
  await spans.close();
  collector.answer(200);
  expect(told).toEqual([expect.any(Error)]);
});

test('a collector that does not answer holds nobody up at the end', async () => {
  const spans = open(1);
  collector.answer(undefined);
  spans.ended(span());
  await spans.close();
  collector.answer(200);
});

test('nothing of it is loaded by a gateway that exports no traces', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    await import('./src/cli/sandbox.ts');
    const { openTelemetry } = await import('./src/cli/telemetry.ts');
    const open = (collector) => openTelemetry(collector, { requests: {}, refused() {} }, {});
    // The metrics library has the API package, a few constants, for exemplars.
    const count = () => loaded.filter((url) => /@opentelemetry\\/(?!api\\/)/.test(url)).length;
    await open(undefined);
    const before = count();
    await (await open({ url: 'http://127.0.0.1:9/', headers: {}, serviceName: 'x', sampleRatio: 1 })).close();
    process.stdout.write(JSON.stringify({ before, after: count(), all: loaded.length }));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const { before, after, all } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  expect(before).toBe(0);
  expect(after).toBeGreaterThan(0);
  expect(all).toBeGreaterThan(100);
});
