import { expect, test } from 'vitest';
import { fillingOf, otherId, samplesOf, stateOf } from '../../../src/translation/verify/sample.ts';

test.each([
  ['ACC-2000-0001', /^ACC-\d{4}-\d{4}$/],
  ['org_28seyVGVL1got6', /^org_[0-9A-Za-z]{14}$/],
  ['organization-test-11111111-0000-4000-8000-aaaaaaaaaaaa', /^organization-test-11111111-0000-4000-8000-[a-f]{12}$/],
  ['310000000000000003', /^310000\d{12}$/],
])('another id has the form of %s', (id, form) => {
  const others = new Set(Array.from({ length: 20 }, () => otherId(id)));
  for (const other of others) expect(other).toMatch(form);
  others.delete(id);
  expect(others.size).toBeGreaterThan(5);
});

test('one of each kind is taken by every measure, each once, and not too many', () => {
  const all = [
    { id: 1, state: 'active', email: null },
    { id: 2, state: 'active', email: 'a@example.com' },
    { id: 3, state: 'active', email: null },
    { id: 4, state: 'inactive', email: null },
  ];
  const ids = (most: number) => samplesOf(all, [stateOf, fillingOf], most).map(({ id }) => id);
  expect(ids(9)).toEqual([1, 4, 2]);
  expect(ids(2)).toEqual([1, 4]);
});
