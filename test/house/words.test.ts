import { expect, test } from 'vitest';
import type { Files } from './imports.ts';
import { filesBelow, written } from './sources.ts';
import { emptyNames, uncheckedPlaces } from './words.ts';

// The cases of test/type-safety are mistakes on purpose.
const tests = filesBelow('test', /^test\/(?!type-safety\/cases\/).*\.ts$/);

const found = (files: Files, look: (path: string, text: string) => readonly string[]): string[] =>
  [...files].flatMap(([path, text]) => look(path, text).map((each) => `${path} ${each}`));

test('no source switches the type checker off', () => {
  expect(found(written, uncheckedPlaces)).toEqual([]);
});

test('no test switches the type checker off without a reason', () => {
  expect(found(tests, (path, text) => uncheckedPlaces(path, text, true))).toEqual([]);
});

test('every name says what the thing is', () => {
  expect(found(written, emptyNames)).toEqual([]);
  expect(found(tests, emptyNames)).toEqual([]);
});

const directive = (word: string): string => `@ts-${word}`;
test.each([
  ['const a = b as any;', 'any'],
  ['function f(a: any[]) {}', 'any'],
  ['type A = Record<string, any>;', 'any'],
  [`// ${directive('ignore')}`, directive('ignore')],
  [`/* ${directive('nocheck')} */`, directive('nocheck')],
  [`// ${directive('expect-error')} because`, directive('expect-error')],
])('%s is found', (text, word) => {
  expect(uncheckedPlaces('src/x.ts', `\n${text}`)).toEqual([`2: ${word}`]);
});

test('the word any in a name, a text or a comment is not found', () => {
  expect(uncheckedPlaces('src/x.ts', "expect.any(String); const any = 'any'; // any")).toEqual([]);
});

test('a reason excuses the any on the next line and no other', () => {
  const comment = '// biome-ignore lint/suspicious/noExplicitAny: ';
  const text = `${comment}bodies differ\nlet a: any;\nlet b: any;\n${comment}\nlet c: any;`;
  expect(uncheckedPlaces('test/x.ts', text, true)).toEqual(['3: any', '5: any']);
  expect(uncheckedPlaces('src/x.ts', text)).toHaveLength(3);
});

test.each([
  ['src/utils/x.ts', ''],
  ['src/string-helpers.ts', ''],
  ['src/x.ts', 'class UserManager {}'],
  ['src/x.ts', 'interface ClientImpl {}'],
  ['src/x.ts', 'const organizationService = 1;'],
  ['src/x.ts', 'function utils() {}'],
])('%s with %s has an empty name', (path, text) => {
  expect(emptyNames(path, text)).toHaveLength(1);
});

test('words that only contain them are names like others', () => {
  const text = 'const serviceUnavailable = 1; type Implicit = 2; class Utility {} interface Managed {}';
  expect(emptyNames('src/services-of-record.ts', text)).toEqual([]);
});
