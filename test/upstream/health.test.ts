import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ProblemCode, problems } from '../../src/problem/registry.ts';
import { HealthRecord } from '../../src/upstream/health.ts';

const now = '2026-03-01T12:00:00.000Z';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function after(...codes: readonly (ProblemCode | undefined)[]) {
  const record = new HealthRecord();
  for (const code of codes) record.contact(code);
  return record.health;
}

test('nothing is known of a connection that was never used', () => {
  expect(after()).toEqual({ status: 'unknown' });
});

test('an upstream that answered is reachable', () => {
  expect(after(undefined)).toEqual({ status: 'reachable', checkTime: now });
});

const failures: readonly ProblemCode[] = [
  'upstream-unavailable',
  'upstream-timeout',
  'upstream-error',
  'upstream-credentials-rejected',
  'upstream-untrusted',
  'upstream-contract-violation',
  'outcome-unknown',
];

test.each(failures)('%s is a failure of the upstream', (code) => {
  expect(after(code)).toEqual({ status: 'failing', checkTime: now, code });
});

/** Calls that were not made. */
const unmade: readonly ProblemCode[] = ['overloaded', 'upstream-circuit-open'];

test.each(unmade)('%s is no contact with the upstream', (code) => {
  expect(after(code)).toEqual({ status: 'unknown' });
  expect(after('upstream-timeout', code)).toEqual({ status: 'failing', checkTime: now, code: 'upstream-timeout' });
});

const refusals = (Object.keys(problems) as ProblemCode[]).filter((code) => ![...failures, ...unmade].includes(code));

test.each(refusals)('%s says nothing bad of an upstream that answered so', (code) => {
  expect(after(code)).toEqual({ status: 'reachable', checkTime: now });
});

test('the last contact decides', () => {
  expect(after('upstream-timeout', undefined).status).toBe('reachable');
  expect(after(undefined, 'upstream-timeout').status).toBe('failing');
  expect(after('upstream-timeout', 'upstream-error')).toMatchObject({ code: 'upstream-error' });
});

test('the time is that of the last contact, not of the question', () => {
  const record = new HealthRecord();
  record.contact(undefined);
  vi.setSystemTime('2027-01-01T00:00:00Z');
  expect(record.health.checkTime).toBe(now);
});
