import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAnswer } from '../../src/translation/parse-answer.ts';

const nested = (depth: number, open: string, close: string, inner = ''): string =>
  open.repeat(depth) + inner + close.repeat(depth);

test.each([
  ['[', ']', ''],
  ['{"a":', '}', '1'],
])('%s%s may be nested 100 deep, and no deeper', (open, close, inner) => {
  expect(parseAnswer(nested(100, open, close, inner))).toEqual(JSON.parse(nested(100, open, close, inner)));
  expect(parseAnswer(nested(101, open, close, inner))).toBeUndefined();
  expect(parseAnswer(nested(100_000, open, close, inner))).toBeUndefined();
});

test('what is next to each other is not within each other', () => {
  expect(parseAnswer(`[${Array.from({ length: 1_000 }, () => '[{}]').join()}]`)).toHaveLength(1_000);
});

test.each(['"', '\\"', '\\\\', '\\\\\\"'])(
  'brackets in a text count for nothing, whatever is escaped there (%s)',
  (part) => {
    const text = JSON.stringify(part + '['.repeat(200) + part);
    expect(parseAnswer(`{"a":${text}}`)).toEqual({ a: JSON.parse(text) });
  },
);

test('brackets after a text with escapes count', () => {
  expect(parseAnswer(`["\\\\",${nested(100, '[', ']')}]`)).toBeUndefined();
});

test.each(['', '{', '"', '"\\', '"\\"', '[1,]', '\u{feff}{}', '{} {}', ']', '}}}}'])('"%s" is no JSON', (text) => {
  expect(parseAnswer(text)).toBeUndefined();
});

test('any JSON value that is not that deep is what the parser makes of it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseAnswer(text)).toEqual(JSON.parse(text));
    }),
  );
});
