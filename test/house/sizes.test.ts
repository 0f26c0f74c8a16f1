import { expect, test } from 'vitest';
import { filesBelow, linesOf, written } from './sources.ts';

const limit = 400;
/** Test files that are still to be split; no file joins them. */
const tooLong = ['softwareone', 'stytch', 'userhub', 'zitadel'].map((id) => `test/sandbox/${id}.test.ts`);

const longOnes = (files: ReadonlyMap<string, string>): string[] =>
  [...files].filter(([, text]) => linesOf(text) > limit).map(([path, text]) => `${path} has ${linesOf(text)} lines`);

test(`no source has more than ${limit} lines`, () => {
  expect(longOnes(written)).toEqual([]);
});

test('half of the sources have fewer than 100 lines', () => {
  const lines = [...written.values()].map(linesOf).sort((a, b) => a - b);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(100);
});

test(`no further test has more than ${limit} lines`, () => {
  const tests = filesBelow('test', /\.ts$/);
  expect(longOnes(new Map([...tests].filter(([path]) => !tooLong.includes(path))))).toEqual([]);
});

test('lines are counted as an editor counts them', () => {
  expect(longOnes(new Map([['a.ts', '\n'.repeat(limit)]]))).toEqual([]);
  expect(longOnes(new Map([['a.ts', '\n'.repeat(limit + 1)]]))).toEqual([`a.ts has ${limit + 1} lines`]);
});
