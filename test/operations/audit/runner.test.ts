import { expect, test } from 'vitest';
import { createRunner } from '../../../src/operations/audit/runner.ts';

test('work is done again and again, whether it fails or not, until it is stopped', async () => {
  const enough = Promise.withResolvers<void>();
  let times = 0;
  const runner = createRunner(
    async () => {
      times += 1;
      if (times === 5) enough.resolve();
      if (times % 2 === 0) throw new Error('down');
    },
    1,
    () => {},
  );
  runner.start();
  runner.start();
  await enough.promise;
  await runner.stop();
  const done = times;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(times).toBe(done);
});

test('only the first failure in a row is told', async () => {
  const failures: unknown[] = [];
  let down: string | undefined = 'one';
  const runner = createRunner(
    async () => {
      if (down !== undefined) throw new Error(down);
    },
    1_000,
    (error) => failures.push(error),
  );
  await expect(runner.flush()).rejects.toThrow('one');
  await expect(runner.flush()).rejects.toThrow('one');
  down = undefined;
  await runner.flush();
  down = 'two';
  await expect(runner.flush()).rejects.toThrow('two');
  expect(failures.map(String)).toEqual(['Error: one', 'Error: two']);
});

test('the work never overlaps with itself, and the last time is told as such', async () => {
  const seen: (boolean | string)[] = [];
  const runner = createRunner(
    async (last) => {
      seen.push(last);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push('done');
    },
    1_000,
    () => {},
  );
  await Promise.all([runner.flush(), runner.flush(), runner.stop()]);
  expect(seen).toEqual([false, 'done', false, 'done', true, 'done']);
});

test('a failure at the end does not keep anything from ending', async () => {
  const failures: unknown[] = [];
  const runner = createRunner(
    () => Promise.reject(new Error('down')),
    1_000,
    (error) => failures.push(error),
  );
  await runner.stop();
  expect(failures).toHaveLength(1);
});
