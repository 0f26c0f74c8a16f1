import { createHmac } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gatewaySecret, secretOf } from '../../src/config/secret.ts';

/** A folder that does not exist yet. */
function newFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'orgway-secret-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  return join(parent, 'deep', 'data');
}

/** What the secret of a folder, or a configured one, comes to. */
const derived = (folder: string, configured?: Uint8Array): string =>
  Buffer.from(gatewaySecret(folder, configured).derive('test')).toString('hex');

test('the secret is made on first use, and the same ever after', () => {
  const folder = newFolder();
  const first = derived(folder);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(derived(folder)).toBe(first);
  expect(readFileSync(join(folder, 'secret.key'))).toHaveLength(32);
});

test('every folder has a secret of its own', () => {
  expect(derived(newFolder())).not.toBe(derived(newFolder()));
});

test('a configured secret makes the folder matter no more', () => {
  const [one, other] = [newFolder(), newFolder()];
  expect(derived(one, Buffer.alloc(32, 1))).toBe(derived(other, Buffer.alloc(32, 1)));
  expect(derived(one, Buffer.alloc(32, 1))).not.toBe(derived(one, Buffer.alloc(32, 2)));
  expect(existsSync(one)).toBe(false);
});

test('every purpose has bytes of its own, which are not the secret', () => {
  const configured = Buffer.alloc(32, 7);
  const { derive } = gatewaySecret(newFolder(), configured);
  const found = ['page-token', 'journal', ''].map((purpose) => Buffer.from(derive(purpose)).toString('hex'));
  expect(new Set([...found, configured.toString('hex')]).size).toBe(4);
});

test('the bytes are those of HKDF, so that they outlive this code', () => {
  // Both steps of RFC 5869 by hand: without a salt its key is as many zero bytes as the digest has.
  const pseudorandom = createHmac('sha256', Buffer.alloc(32)).update(Buffer.alloc(32, 7)).digest();
  const expected = createHmac('sha256', pseudorandom).update('test\u0001').digest('hex');
  expect(derived(newFolder(), Buffer.alloc(32, 7))).toBe(expected);
});

test('nobody else can read the secret', () => {
  const folder = newFolder();
  derived(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
});

test.each([0, 16, 31, 33])('a secret of %i bytes is damaged, and is left as it is', (size) => {
  const folder = newFolder();
  derived(folder);
  const file = join(folder, 'secret.key');
  writeFileSync(file, Buffer.alloc(size));
  expect(() => derived(folder)).toThrow(`${file} is damaged: restore it`);
  expect(readFileSync(file)).toHaveLength(size);
});

test('a folder that cannot be had is told as such', () => {
  const folder = newFolder();
  derived(folder);
  expect(() => derived(join(folder, 'secret.key', 'below'))).toThrow(/ENOTDIR|EEXIST/);
});

test('nothing but the secret is left in the folder', () => {
  const folder = newFolder();
  derived(folder);
  derived(folder);
  expect(readdirSync(folder)).toEqual(['secret.key']);
});

test('a written secret is 32 bytes in base64 or base64url', () => {
  const bytes = Buffer.alloc(32, 0xfb);
  for (const text of [
    bytes.toString('base64'),
    bytes.toString('base64').replace('=', ''),
    bytes.toString('base64url'),
  ]) {
    expect(Buffer.from(secretOf(text) ?? [])).toEqual(bytes);
  }
});

test.each([
  '',
  'secret',
  Buffer.alloc(31).toString('base64'),
  Buffer.alloc(33).toString('base64'),
  Buffer.alloc(32).toString('hex'),
  `${'A'.repeat(42)}!=`,
  ` ${'A'.repeat(43)}`,
  `${'A'.repeat(43)}==`,
])('"%s" is no written secret', (text) => {
  expect(secretOf(text)).toBeUndefined();
});

test('a file that everybody on the machine may read is refused, with what to do', () => {
  const folder = newFolder();
  derived(folder);
  const file = join(folder, 'secret.key');
  chmodSync(file, 0o640);
  derived(folder);
  for (const mode of [0o604, 0o602]) {
    chmodSync(file, mode);
    expect(() => derived(folder)).toThrow(`run "chmod 600 ${file}"`);
  }
});
