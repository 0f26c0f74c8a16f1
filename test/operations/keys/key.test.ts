import { expect, test } from 'vitest';
import { digestOf, makeKey, readKey } from '../../../src/operations/keys/key.ts';

const keys = Array.from({ length: 200 }, makeKey);
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

test('a key tells its id, and is whole', () => {
  for (const { id, text } of keys) {
    expect(text).toMatch(/^orgway_[0-9A-HJKMNP-TV-Z]{10}_[0-9A-Za-z]{49}$/);
    expect(readKey(text)).toEqual({ id, whole: true });
  }
});

test('no two are alike, in no part, and every character of the secret takes every value', () => {
  expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
  expect(new Set(keys.map(({ text }) => text.slice(18, 61))).size).toBe(keys.length);
  const seen = new Set(keys.flatMap(({ text }) => [...text.slice(20, 61)]));
  expect([...seen].sort().join('')).toBe(alphabet);
});

test('every slip of one character is seen without looking the key up', () => {
  const { text } = makeKey();
  for (let at = 18; at < text.length; at += 1) {
    for (const character of alphabet) {
      if (character === text[at]) continue;
      expect(readKey(text.slice(0, at) + character + text.slice(at + 1))).toMatchObject({ whole: false });
    }
  }
});

test('so are two neighbours that were swapped, and another id', () => {
  const [{ text }, { id }] = [makeKey(), makeKey()];
  for (let at = 18; at + 1 < text.length; at += 1) {
    const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
    if (swapped !== text) expect(readKey(swapped)).toMatchObject({ whole: false });
  }
  expect(readKey(text.replace(text.slice(7, 17), id))).toEqual({ id, whole: false });
});

test.each([
  ['cut', (text: string) => text.slice(0, -1)],
  ['longer', (text: string) => `${text}A`],
  ['of another prefix', (text: string) => text.replace('orgway', 'orgwey')],
  ['in lower case', (text: string) => text.toLowerCase()],
  ['the sandbox key', () => 'orgway_sandbox'],
  ['ended by a line feed', (text: string) => `${text}\n`],
  ['nothing', () => ''],
])('a text that is %s has not the form of one', (_what, change) => {
  expect(readKey(change(keys[0]?.text ?? ''))).toBeUndefined();
});

test('what is kept of it is its SHA-256', () => {
  expect(digestOf('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
