import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openTelemetry } from '../../src/cli/telemetry.ts';
import { startCollector } from '../support/collector.ts';

const requests = { ended() {}, refused() {} };

test('requests that are shed are counted each and logged now and then', async () => {
  const counted: string[] = [];
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const { shed } = await openTelemetry(undefined, { requests, refused: (reason) => counted.push(reason) }, log);
  for (let made = 0; made < 1_000; made += 1) shed('strain');
  shed('slow-commits');
  expect(counted).toHaveLength(1_001);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, reason: 'strain', refusedSinceLastLine: 0 },
    { level: 40, reason: 'slow-commits' },
  ]);
});

test('a collector that takes nothing is told of once', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const { url, answer, stop } = await startCollector();
  answer(400);
  const collector = { url, headers: {}, serviceName: 'orgway', sampleRatio: 1 };
  const telemetry = await openTelemetry(collector, { requests, refused() {} }, log);
  for (let made = 0; made < 600; made += 1) await telemetry.tracer.job('settle operation', async () => {});
  await telemetry.close();
  await stop();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 40, msg: 'traces cannot be exported' }]);
});

test('a job that fails is told of and fails', async () => {
  const { tracer } = await openTelemetry(undefined, { requests, refused() {} }, pino({ level: 'silent' }));
  await expect(tracer.job('settle operation', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
});
