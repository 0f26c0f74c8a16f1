import { expect, test } from 'vitest';
import { CommitTimes } from '../../src/storage/commit-times.ts';

test('commits are slow while one takes more than a second, and for a second after it', async () => {
  let now = 0;
  const commits = new CommitTimes(() => now);
  const { promise, resolve } = Promise.withResolvers<void>();
  const under = commits.time(() => promise);
  now = 1_000;
  expect(commits.slow).toBe(false);
  now = 1_001;
  expect(commits.slow).toBe(true);
  await commits.time(async () => {});
  expect(commits.slow).toBe(true);
  resolve();
  await under;
  now = 2_000;
  expect(commits.slow).toBe(true);
  now = 2_001;
  expect(commits.slow).toBe(false);
});

test('one that fails counts as well, and its failure is handed on', async () => {
  let now = 0;
  const commits = new CommitTimes(() => now);
  const failed = commits.time(async () => {
    now = 1_500;
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(commits.slow).toBe(true);
});
