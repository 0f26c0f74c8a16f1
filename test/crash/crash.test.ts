import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { crash } from './crash-run.ts';
import { summary } from './report.ts';

const seed = randomInt(2 ** 31);

// The long form, with as many kills as the project demands: npm run test:crash
test('no call is lost or doubled while gateways are killed and upstreams cut calls', async () => {
  const report = await crash({
    root: join(import.meta.dirname, '..', '..'),
    database: await freshDatabase(),
    kills: 8,
    calls: 240,
    seed,
  });
  console.info(summary(report));
  expect(report.findings).toEqual([]);
  // Otherwise nothing was tried.
  expect(report).toMatchObject({ calls: 240, applied: 240 });
  expect(report.hits).toBeGreaterThanOrEqual(4);
  expect(report.cutOff).toBeGreaterThan(0);
  expect(report.settledBy.reading).toBeGreaterThan(0);
});
