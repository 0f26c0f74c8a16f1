import { expect, test } from 'vitest';
import { compositionCases } from './composition-cases.ts';
import { verdict, withoutNormalization } from './keyword-case.ts';
import { simpleCases } from './keyword-cases.ts';

const cases = [...simpleCases, ...compositionCases];

test.each(cases)('$name', (given) => {
  expect({ valid: verdict(given), asGiven: withoutNormalization(given) }).toEqual({
    valid: given.valid,
    asGiven: given.asGiven,
  });
});

test('most cases need the normalization, and their names are their own', () => {
  expect(cases.filter(({ asGiven }) => asGiven !== 'right').length).toBeGreaterThan(40);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});
