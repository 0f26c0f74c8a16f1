import { randomInt } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { type Report, summary } from './report.ts';
import { copySources, crashOf, isCaught, type SeededBug, seededBugs } from './seeded-bugs.ts';

const bench = copySources();
afterAll(() => bench.remove());

const crashed = async (bug?: SeededBug): Promise<Report> =>
  crashOf(bench, bug, { database: await freshDatabase(), kills: 2, calls: 120, seed: randomInt(2 ** 31) });

test('nothing is found where only the pace is another', async () => {
  const report = await crashed();
  expect(report.findings, summary(report)).toEqual([]);
});

// All of them, with more kills: npm run test:crash -- --bugs
test.each(seededBugs.filter(({ rare }) => rare !== true))('$name is caught', async (bug) => {
  const report = await crashed(bug);
  expect(isCaught(bug, report), summary(report)).toBe(true);
});

test('a seeded bug whose place has changed is told', () => {
  const file = 'src/main.ts';
  expect(() => bench.seed([{ file, replace: [['no such text', '']] }])).toThrow('exactly once');
  expect(() => bench.seed([{ file, replace: [['program', '']] }])).toThrow('exactly once');
});
