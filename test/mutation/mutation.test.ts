import { beforeAll, expect, test } from 'vitest';
import type { Mutant } from './mutants.ts';
import { type Outcome, tryMutants } from './run.ts';
import { subjectNames } from './subjects.ts';
import { compared, listed } from './survivors.ts';
import type { Verdict } from './verdicts.ts';

// A sample; `npm run test:mutation` tries every mutant.

const sample = 40;
let outcome: Outcome;
beforeAll(async () => {
  outcome = await tryMutants({ subjects: subjectNames, sample, seed: 20_261_122 });
});

const shown = ({ path, line, within, change }: Mutant) => ({ path, line, within, change });

test('every sampled mutant that survives is on the list', () => {
  expect(outcome.verdicts).toHaveLength(sample);
  expect(compared(outcome.verdicts).unlisted.map(shown)).toEqual([]);
});

test('no sampled mutant on the list is killed', () => {
  expect(compared(outcome.verdicts).killed).toEqual([]);
});

test('the sample has mutants of every provider, and conformance kills most of them', () => {
  expect(outcome.figures.length).toBeGreaterThanOrEqual(4);
  for (const { mutants, killedBy } of outcome.figures) expect(killedBy.conformance).toBeGreaterThan(mutants / 2);
});

test('every entry of the list gives a reason, and none is there twice', () => {
  for (const { reason } of listed) expect(reason).toMatch(/^\S.*\.$/s);
  expect(new Set(listed.map(({ path, within, change }) => `${path} ${within} ${change}`)).size).toBe(listed.length);
});

test('verdicts are held against the list by the place and the change', () => {
  const place = { path: 'a.ts', within: 'f', change: 'x ⟦+→-⟧ y' };
  const verdict = (change: string, killedBy?: 'types'): Verdict => ({
    mutant: { ...place, change, id: '1', mutator: 'ArithmeticOperator', line: 1, text: () => '' },
    killedBy,
  });
  const entry = { ...place, reason: 'Zero.' };
  expect(compared([verdict(place.change)], [entry])).toMatchObject({ known: [entry], unlisted: [], killed: [] });
  expect(compared([verdict(place.change, 'types')], [entry])).toMatchObject({ known: [], killed: [entry] });
  expect(compared([verdict('other')], [entry])).toMatchObject({ unlisted: [{ change: 'other' }], unmatched: [entry] });
});
