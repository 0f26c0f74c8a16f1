import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dereferenced } from '../../src/config/references.ts';

const ref = (name: string): string => `\${${name}}`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orgway-references-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileWith(text: string): string {
  const path = join(folder, 'secret');
  writeFileSync(path, text);
  return path;
}

test('a text without references stays as it is', () => {
  expect(dereferenced('https://a.example/$5 {x} $ {y}', {})).toBe('https://a.example/$5 {x} $ {y}');
});

test('a reference to the environment is replaced, wherever it stands', () => {
  expect(dereferenced(`https://${ref('HOST')}:${ref('PORT')}/`, { HOST: 'a.example', PORT: '8443' })).toBe(
    'https://a.example:8443/',
  );
});

test('an environment variable may be empty', () => {
  expect(dereferenced(`a${ref('EMPTY')}b`, { EMPTY: '' })).toBe('ab');
});

test('what a reference stands for is taken as it is: no signs in it have a meaning', () => {
  const KEY = `$&$1$'${ref('OTHER')}`;
  expect(dereferenced(ref('KEY'), { KEY, OTHER: 'x' })).toBe(KEY);
});

test('a reference to a file is replaced by what is in it, without the end of the last line', () => {
  expect(dereferenced(`k: ${ref(`file:${fileWith('s3cret\n')}`)}!`, {})).toBe('k: s3cret!');
  expect(dereferenced(ref(`file:${fileWith(' s3cret\r\n\n')}`), {})).toBe(' s3cret');
});

test('an environment variable that is not set is named', () => {
  expect(() => dereferenced(ref('SECRET'), { OTHER: 'x' })).toThrow('the environment has no SECRET');
});

test('a file that cannot be read is named', () => {
  expect(() => dereferenced(ref('file:/nowhere/secret'), {})).toThrow('the file /nowhere/secret cannot be read');
  expect(() => dereferenced(ref(`file:${folder}`), {})).toThrow(`the file ${folder} cannot be read`);
});

test('a refusal shows no value, also not of a reference beside it', () => {
  const refused = (): string => dereferenced(ref('KEY') + ref('MISSING'), { KEY: 's3cret' });
  expect(refused).toThrow(/^the environment has no MISSING$/);
});
