import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { headLine } from '../../src/operations/audit/head.ts';
import { headSigner } from '../../src/operations/audit/signing.ts';
import { chainOf, exported, formats, headOf, signer } from '../operations/audit/exported.ts';
import { runOrgway } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'orgway-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The path of a new file. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const records = chainOf(12);
const key = file('audit.pem', signer.publicKey);
const otherKey = file('other.pem', headSigner(Buffer.alloc(32, 7)).publicKey);
const good = file('good.jsonl', exported('jsonl', records).join(''));
const bad = file('bad.jsonl', exported('jsonl', records).join('').replace('"op_5"', '"op_6"'));

test.each(formats)('%s: a good export is good, without any network, key or configuration', async (format) => {
  const path = file(`whole.${format}`, exported(format, records).join(''));
  const ended = await runOrgway(['audit', 'verify', path, '--public-key', key]);
  expect(ended).toEqual({
    status: 0,
    signal: null,
    stdout: 'good: 12 records, 1 to 12, are as they were written\n',
    stderr: '',
  });
});

test('a bad export names its first bad record and ends with status 1', async () => {
  const { status, stdout, stderr } = await runOrgway(['audit', 'verify', bad, '--public-key', key]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatch(/^bad: line 5, record 5: it is not what was written: .+\n$/);
});

test('--json says the same for programs', async () => {
  const [one, other] = await Promise.all(
    [good, bad].map((path) => runOrgway(['audit', 'verify', path, '--public-key', key, '--json'])),
  );
  expect(one?.status).toBe(0);
  expect(JSON.parse(one?.stdout ?? '')).toEqual({ ok: true, records: 12, from: 1, to: 12 });
  expect(other?.status).toBe(1);
  expect(JSON.parse(other?.stdout ?? '')).toEqual({ ok: false, line: 5, seq: 5, reason: expect.any(String) });
});

test('an export that another key signed is bad', async () => {
  const { status, stdout } = await runOrgway(['audit', 'verify', good, '--public-key', otherKey]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^bad: line 13: .+another key/);
});

test('an export that does not reach to a saved head is bad', async () => {
  const cut = file('cut.jsonl', exported('jsonl', records.slice(0, 9)).join(''));
  const head = file('head.json', headLine(signer.sign(headOf(records))));
  const verify = (path: string) => runOrgway(['audit', 'verify', path, '--public-key', key, '--head', head]);
  const [whole, short] = await Promise.all([verify(good), verify(cut)]);
  expect(whole?.status).toBe(0);
  expect(short?.status).toBe(1);
  expect(short?.stdout).toMatch(/^bad: line 10, record 10: it is missing: the saved head reaches to record 12\n$/);
});

test.each([
  ['no key', ['verify', good], "'--public-key <file>'"],
  ['no export', ['verify', '--public-key', key], "'export'"],
  ['an export that is not there', ['verify', join(folder, 'none'), '--public-key', key], 'none'],
  ['a folder', ['verify', folder, '--public-key', key], 'EISDIR'],
  ['a key that is not there', ['verify', good, '--public-key', 'none.pem'], 'none.pem cannot be read'],
  ['a key that is none', ['verify', good, '--public-key', good], 'not an Ed25519 public key'],
  ['a head that is none', ['verify', good, '--public-key', key, '--head', bad], 'no signed head'],
  [
    'a head of another key',
    ['verify', good, '--public-key', otherKey, '--head', file('own.json', headLine(signer.sign(headOf(records))))],
    'the saved head cannot be used',
  ],
  ['an unknown form', ['export', '--format', 'xml'], 'xml'],
  ['no API key', ['export'], 'ORGWAY_API_KEY'],
  ['an address that is none', ['head', '--url', 'localhost:8080'], "'localhost:8080'"],
])('%s is wrong usage', async (name, words, named) => {
  const environment: Record<string, string> = name === 'no API key' ? {} : { ORGWAY_API_KEY: 'key' };
  const { status, stdout, stderr } = await runOrgway(['audit', ...words], environment);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  expect(stderr).toContain(named);
});

test.each([['verify'], ['export'], ['head']])('audit %s --help has examples or names its environment', async (name) => {
  const { status, stdout } = await runOrgway(['audit', name, '--help']);
  expect(status).toBe(0);
  expect(stdout).toContain(`Usage: orgway audit ${name} `);
  expect(stdout).toMatch(name === 'verify' ? /Exit status 0.+\n.*\n.*Examples:/ : /ORGWAY_API_KEY/);
});
