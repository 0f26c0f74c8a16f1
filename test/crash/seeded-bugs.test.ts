import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { crash } from './crash-run.ts';
import { type Report, summary } from './report.ts';
import { copySources, quicker, seededBugs } from './seeded-bugs.ts';

const seed = randomInt(2 ** 31);
const bench = copySources();
afterAll(() => bench.remove());

async function crashOf(patches: Parameters<typeof bench.seed>[0]): Promise<Report> {
  bench.seed([quicker, ...patches]);
  const { root } = bench;
  const compiled = join(root, 'compiled');
  return await crash({
    root,
    compiled,
    database: await freshDatabase(),
    kills: 3,
    calls: 150,
    seed,
    patienceMs: 5_000,
  });
}

test('nothing is found where only the pace is another', async () => {
  const report = await crashOf([]);
  expect(report.findings, summary(report)).toEqual([]);
});

test.each(seededBugs)('$name is caught', async ({ patches, caughtAs }) => {
  const report = await crashOf(patches);
  const caught = caughtAs.filter((fault) => report.faults[fault] > 0);
  expect(caught, summary(report)).toEqual(caughtAs);
});

test('a seeded bug whose place has changed is told', () => {
  const file = 'src/main.ts';
  expect(() => bench.seed([{ file, replace: [['no such text', '']] }])).toThrow('exactly once');
  expect(() => bench.seed([{ file, replace: [['program', '']] }])).toThrow('exactly once');
});
