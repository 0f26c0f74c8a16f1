import { expect, test } from 'vitest';
import { faultsOf, read, small } from './files.ts';

const withTerms = (written: string): string => `${small}    ${written}\n`;
const resilienceIn = (written: string) => read(withTerms(written)).connections[0]?.resilience;

const usual = {
  retries: 2,
  breaker: { failures: 5, openMs: 30_000, maxOpenMs: 300_000 },
  queue: { length: 384, waitMs: 1_000 },
  rateLimit: undefined,
};

test('reads are retried, a breaker opens and a queue is kept unless the file says otherwise', () => {
  expect(read(small).connections[0]?.resilience).toEqual(usual);
});

test.each([
  ['retries: 0', { retries: 0 }],
  ['breaker: false', { breaker: undefined }],
  ['breaker: { failures: 3 }', { breaker: { ...usual.breaker, failures: 3 } }],
  ['breaker: { openSeconds: 0.5 }', { breaker: { ...usual.breaker, openMs: 500 } }],
  ['breaker: { openSeconds: 600 }', { breaker: { ...usual.breaker, openMs: 600_000, maxOpenMs: 600_000 } }],
  ['breaker: { maxOpenSeconds: 60 }', { breaker: { ...usual.breaker, maxOpenMs: 60_000 } }],
  ['queue: { length: 0 }', { queue: { length: 0, waitMs: 1_000 } }],
  ['queue: { waitMs: 250 }', { queue: { length: 384, waitMs: 250 } }],
  ['rateLimit: { requestsPerSecond: 10 }', { rateLimit: { requestsPerSecond: 10, burst: 10 } }],
  ['rateLimit: { requestsPerSecond: 0.5 }', { rateLimit: { requestsPerSecond: 0.5, burst: 1 } }],
  ['rateLimit: { requestsPerSecond: 10, burst: 2 }', { rateLimit: { requestsPerSecond: 10, burst: 2 } }],
])('%s', (written, changed) => {
  expect(resilienceIn(written)).toEqual({ ...usual, ...changed });
});

test.each([
  'retries: 5',
  'retries: many',
  'breaker: true',
  'breaker: { failures: 0 }',
  'breaker: { openMs: 5 }',
  'queue: { length: -1 }',
  'queue: { waitMs: 0 }',
  'rateLimit: 10',
  'rateLimit: {}',
  'rateLimit: { requestsPerSecond: 0 }',
  'rateLimit: { requestsPerSecond: 1, burst: 0 }',
])('%s is a fault on its line', (written) => {
  const faults = faultsOf(withTerms(written));
  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults) expect(fault).toMatch(/^7 \/connections\/main\//);
});

test('a breaker cannot be open for less than it is the first time', () => {
  const message = (seconds: number) =>
    `7 /connections/main/breaker/maxOpenSeconds must be at least openSeconds, which is ${seconds}`;
  expect(faultsOf(withTerms('breaker: { maxOpenSeconds: 29 }'))).toEqual([message(30)]);
  expect(faultsOf(withTerms('breaker: { openSeconds: 60, maxOpenSeconds: 59 }'))).toEqual([message(60)]);
  expect(faultsOf(withTerms('breaker: { openSeconds: 60, maxOpenSeconds: 60 }'))).toEqual([]);
});
