import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pageTokenSecret } from '../../src/config/page-token-secret.ts';

/** A folder that does not exist yet. */
function newFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'orgway-secret-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  return join(parent, 'deep', 'data');
}

test('the secret is made on first use, and the same ever after', () => {
  const folder = newFolder();
  const secret = pageTokenSecret(folder);
  expect(secret).toHaveLength(32);
  expect(Buffer.from(pageTokenSecret(folder))).toEqual(Buffer.from(secret));
});

test('every folder has a secret of its own', () => {
  expect(Buffer.from(pageTokenSecret(newFolder()))).not.toEqual(Buffer.from(pageTokenSecret(newFolder())));
});

test('nobody else can read the secret', () => {
  const folder = newFolder();
  pageTokenSecret(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'page-token.key')).mode & 0o777).toBe(0o600);
});

test.each([0, 16, 31, 33])('a secret of %i bytes is damaged, and is left as it is', (size) => {
  const folder = newFolder();
  pageTokenSecret(folder);
  const file = join(folder, 'page-token.key');
  writeFileSync(file, Buffer.alloc(size));
  expect(() => pageTokenSecret(folder)).toThrow(`${file} is damaged`);
  expect(readFileSync(file)).toHaveLength(size);
});

test('a folder that cannot be had is told as such', () => {
  const folder = newFolder();
  pageTokenSecret(folder);
  expect(() => pageTokenSecret(join(folder, 'page-token.key', 'below'))).toThrow(/ENOTDIR|EEXIST/);
});

test('nothing but the secret is left in the folder', () => {
  const folder = newFolder();
  pageTokenSecret(folder);
  pageTokenSecret(folder);
  expect(readdirSync(folder)).toEqual(['page-token.key']);
});
