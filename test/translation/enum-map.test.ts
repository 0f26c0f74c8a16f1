import { expect, test } from 'vitest';
import { enumMap } from '../../src/translation/enum-map.ts';

type Word = 'ON' | 'OFF';
const table = enumMap<Word, 'active' | 'inactive'>({ ON: 'active', OFF: 'inactive' });
const stateOf = (word: Word) => table(word);

test('every documented member has its own meaning', () => {
  expect(stateOf('ON')).toBe('active');
  expect(stateOf('OFF')).toBe('inactive');
});

test.each(['PAUSED', 'on', '', 'toString', 'constructor', '__proto__', 'hasOwnProperty'])(
  'the member "%s", which the document does not know, is unknown',
  (word) => {
    expect(stateOf(word as Word)).toBe('unknown');
  },
);
