import { expect, test } from 'vitest';
import { filesBelow, linesOf, written } from './sources.ts';

const limit = 400;

const longOnes = (files: ReadonlyMap<string, string>): string[] =>
  [...files].filter(([, text]) => linesOf(text) > limit).map(([path, text]) => `${path} has ${linesOf(text)} lines`);

test(`no source has more than ${limit} lines`, () => {
  expect(longOnes(written)).toEqual([]);
});

test('half of the sources have fewer than 100 lines', () => {
  const lines = [...written.values()].map(linesOf).sort((a, b) => a - b);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(100);
});

test(`no test has more than ${limit} lines`, () => {
  expect(longOnes(filesBelow('test', /\.ts$/))).toEqual([]);
});

test('lines are counted as an editor counts them', () => {
  expect(longOnes(new Map([['a.ts', '\n'.repeat(limit)]]))).toEqual([]);
  expect(longOnes(new Map([['a.ts', '\n'.repeat(limit + 1)]]))).toEqual([`a.ts has ${limit + 1} lines`]);
});
