import { expect, test } from 'vitest';
import { AcceptedRefused, readAccepted } from '../../../src/contract/diff/accepted.ts';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import { judge } from '../../../src/contract/diff/judge.ts';
import { callOf, dependence, small, traceOf } from './small.ts';

const object = (properties: object) => ({ type: 'object', properties });
const thing = object({ a: { type: 'string' } });
/** A shared schema lost a property that is read at two places. */
const report = diffDocuments(
  traceOf({ getOrganization: callOf({ reads: ['/one/a', '/two/a'] }) }),
  small({
    answer: object({ one: { $ref: '#/components/schemas/A' }, two: { $ref: '#/components/schemas/A' } }),
    schemas: { A: thing },
  }),
  small({
    answer: object({ one: { $ref: '#/components/schemas/A' }, two: { $ref: '#/components/schemas/A' } }),
    schemas: { A: object({}) },
  }),
  dependence,
);

const entry = {
  provider: 'example',
  rule: 'response-property-removed',
  operation: 'PutThing',
  reason: 'Known.',
  expires: '2027-01-31',
};
const judged = (entries: readonly object[], today = '2026-11-22') =>
  judge(report, readAccepted(JSON.stringify(entries), ['example', 'other']), today);

test('without accepted changes, what is used breaks', () => {
  const { breaks, counts } = judged([]);
  expect([breaks, counts]).toEqual([true, { breaking: 1, risky: 0, harmless: 0, accepted: 0, unused: 0 }]);
});

test('a change that is accepted at each of its places does not break through the last day', () => {
  for (const entries of [
    [entry],
    [
      { ...entry, pointer: '/one/a' },
      { ...entry, pointer: '/two/a', expires: '2027-12-31' },
    ],
  ]) {
    const { breaks, counts, changes, accepted, stale } = judged(entries, '2027-01-31');
    expect([breaks, counts.accepted, counts.breaking, stale]).toEqual([false, 1, 0, []]);
    expect(changes[0]?.accepted).toEqual({ reason: 'Known.', expires: '2027-01-31' });
    expect(accepted).toHaveLength(entries.length);
  }
});

test('a change that is accepted at some of its places breaks', () => {
  const { breaks, changes, accepted, stale } = judged([{ ...entry, pointer: '/one/a' }]);
  expect([breaks, changes[0]?.accepted, accepted.length, stale]).toEqual([true, undefined, 1, []]);
});

test('what has expired accepts nothing and is named', () => {
  const { breaks, expired, accepted } = judged([entry], '2027-02-01');
  expect([breaks, accepted]).toEqual([true, []]);
  expect(expired).toEqual([{ ...entry, line: 1 }]);
});

test('what matches no change is named; other providers are left aside', () => {
  const { stale, breaks } = judged([
    { ...entry, operation: 'GetThing' },
    { ...entry, rule: 'operation-removed' },
    { ...entry, pointer: '/three/a' },
    { ...entry, provider: 'other' },
  ]);
  expect(breaks).toBe(true);
  expect(stale.map(({ operation, rule, pointer }) => [operation, rule, pointer])).toEqual([
    ['GetThing', 'response-property-removed', undefined],
    ['PutThing', 'operation-removed', undefined],
    ['PutThing', 'response-property-removed', '/three/a'],
  ]);
});

function faultsIn(text: string): readonly string[] {
  try {
    readAccepted(text, ['example']);
  } catch (error) {
    if (error instanceof AcceptedRefused) return error.faults.map(({ line, message }) => `${line} ${message}`);
    throw error;
  }
  return [];
}

test('a wrong file is refused with every fault and its line', () => {
  const text = `
- provider: exmaple
  rule: property-removed
  operation: PutThing
  pointer: a
  reason: ' '
  expires: 2027-02-30
- rule: operation-removed
  until: 2027-01-01
- no map
`;
  expect(faultsIn(text)).toEqual([
    '2 "provider" must be one of the known providers (example)',
    '3 "rule" must be the name of a rule, as the report gives it',
    '5 "pointer" must be a JSON pointer, as the report gives it',
    '6 "reason" must be a text that says why this is all right',
    '7 "expires" must be a date such as 2027-01-31',
    '9 "until" is not known here; there are provider, rule, operation, pointer, reason, expires',
    '8 lacks "provider", one of the known providers',
    '8 lacks "operation", an operation\'s id, as the report gives it',
    '8 lacks "reason", a text that says why this is all right',
    '8 lacks "expires", a date such as 2027-01-31',
    '10 must be a map with provider, rule, operation, pointer, reason, expires',
  ]);
});

test('a file that is no list is refused, an empty one is not', () => {
  expect(faultsIn('provider: example')).toEqual(['1 must be a list of accepted changes']);
  expect(faultsIn('- [')).toHaveLength(1);
  expect(faultsIn('')).toEqual([]);
  expect(faultsIn('# nothing yet\n')).toEqual([]);
});
