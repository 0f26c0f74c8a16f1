import { expect, test } from 'vitest';
import { createBacklog } from '../../src/operations/backlog.ts';

const work = (succeeds: () => boolean, done: string[], name: string) => async (): Promise<void> => {
  if (!succeeds()) throw new Error('not now');
  done.push(name);
};

test('what failed is tried again until it succeeds, once', async () => {
  const done: string[] = [];
  let away = true;
  const backlog = createBacklog(1);
  backlog.add(work(() => !away, done, 'a'));
  backlog.add(work(() => !away, done, 'b'));
  expect(backlog.size).toBe(2);
  away = false;
  await expect.poll(() => backlog.size).toBe(0);
  expect(done).toEqual(['a', 'b']);
  backlog.add(work(() => true, done, 'c'));
  await expect.poll(() => done).toEqual(['a', 'b', 'c']);
});

test('what cannot be done keeps nothing else from being done', async () => {
  const done: string[] = [];
  const backlog = createBacklog(1);
  backlog.add(work(() => false, done, 'never'));
  backlog.add(work(() => true, done, 'now'));
  await expect.poll(() => done).toEqual(['now']);
  expect(backlog.size).toBe(1);
  await backlog.stop();
  expect(backlog.size).toBe(1);
});

test('stopping tries a last time', async () => {
  const done: string[] = [];
  const backlog = createBacklog(3_600_000);
  backlog.add(work(() => true, done, 'a'));
  await backlog.stop();
  expect(done).toEqual(['a']);
});
