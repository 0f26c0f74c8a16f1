import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Watch, watchReferences } from '../../src/config/watch.ts';
import { ref } from './files.ts';

const everyMs = 10;
let folder: string;
let changed: ReturnType<typeof vi.fn<() => void>>;
let watch: Watch;

/** Mounts secrets as orchestrators do: the files are links into a folder that one link stands for. */
function mount(name: string, secret: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'key'), secret);
  symlinkSync(name, join(folder, 'next'));
  renameSync(join(folder, 'next'), join(folder, 'current'));
}

const looks = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(everyMs * count);

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'orgway-watch-'));
  mount('first', 'one');
  symlinkSync(join('current', 'key'), join(folder, 'key'));
  writeFileSync(join(folder, 'orgway.yaml'), `key: ${ref(`file:${join(folder, 'key')}`)}\n`);
  changed = vi.fn();
  watch = watchReferences(join(folder, 'orgway.yaml'), changed, everyMs);
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

test('a file that stays as it is has not changed, even when it is written anew', async () => {
  writeFileSync(join(folder, 'first', 'key'), 'one');
  await looks(5);
  expect(changed).not.toHaveBeenCalled();
});

test('a mounted secret that is swapped has changed, once', async () => {
  mount('second', 'two');
  await looks(5);
  expect(changed).toHaveBeenCalledTimes(1);
  mount('third', 'three');
  await looks(5);
  expect(changed).toHaveBeenCalledTimes(2);
});

test('a file is not read while it is being written', async () => {
  for (const text of ['t', 'tw', 'two', 'two-', 'two-whole']) {
    writeFileSync(join(folder, 'first', 'key'), text);
    await looks(1);
  }
  expect(changed).not.toHaveBeenCalled();
  await looks(2);
  expect(changed).toHaveBeenCalledTimes(1);
});

test('a file that is gone has not changed until it is back', async () => {
  unlinkSync(join(folder, 'current'));
  await looks(5);
  expect(changed).not.toHaveBeenCalled();
  mount('second', 'two');
  await looks(5);
  expect(changed).toHaveBeenCalledTimes(1);
});

test('another configuration file alone is no reason, but the files it names from now on are watched', async () => {
  writeFileSync(join(folder, 'other'), 'x');
  writeFileSync(join(folder, 'orgway.yaml'), `key: ${ref(`file:${join(folder, 'other')}`)}\n`);
  await looks(5);
  expect(changed).not.toHaveBeenCalled();
  writeFileSync(join(folder, 'other'), 'y');
  await looks(5);
  expect(changed).toHaveBeenCalledTimes(1);
});

test('nothing is heard after the end', async () => {
  watch.stop();
  mount('second', 'two');
  await looks(5);
  expect(changed).not.toHaveBeenCalled();
});
