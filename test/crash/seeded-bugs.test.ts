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
// Whether a kill meets a call at the right moment is chance, so a short run may miss one.
const attempts = 4;
test.each(seededBugs.filter(({ rare }) => rare !== true))(
  '$name is caught',
  async (bug) => {
    const missed: string[] = [];
    while (missed.length < attempts) {
      const report = await crashed(bug);
      if (isCaught(bug, report)) return;
      missed.push(summary(report));
    }
    expect.fail(missed.join('\n'));
  },
  400_000,
);

test('a seeded bug whose place has changed is told', () => {
  const file = 'src/main.ts';
  expect(() => bench.seed([{ file, replace: [['no such text', '']] }])).toThrow('exactly once');
  expect(() => bench.seed([{ file, replace: [['program', '']] }])).toThrow('exactly once');
});
