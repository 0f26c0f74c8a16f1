import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanJson } from '../../../src/api/json/scan.ts';
import { problemOf } from '../../support/caught.ts';

const refused = async (text: string) => (await problemOf(() => scanJson(text))).message;
const lost = (text: string): string | undefined => scanJson(text)?.message;

/** A value as JSON, and as the same JSON with every sign of its texts escaped. */
const spellings = (value: unknown): string[] => {
  const plain = JSON.stringify(value);
  const escaped = plain.replaceAll(/"((?:[^"\\]|\\.)*)"/gu, (_, text: string) => {
    const signs = JSON.parse(`"${text}"`) as string;
    return `"${[...Array(signs.length).keys()].map((at) => `\\u${signs.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
  });
  return [plain, JSON.stringify(value, undefined, '\t'), escaped];
};

test('whatever JSON can keep passes, however it is spelled', () => {
  const name = fc.string({ unit: 'binary' }).filter((text) => !/__proto__|constructor|prototype|\0/.test(text));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.integer(),
      fc.double({ noNaN: true, min: -1e9, max: 1e9 }).filter((each) => !Object.is(each, -0)),
      fc.boolean(),
      fc.constant(null),
      name,
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(name, tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  fc.assert(
    fc.property(value, (any) => {
      for (const text of spellings(any)) expect(lost(text)).toBeUndefined();
    }),
  );
});

test('text that is no JSON is left to the parser', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\-+.eE019 tu\n') }), (text) => {
      try {
        scanJson(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid-json' });
      }
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  '{"a":1,"a":1}',
  '{"a":true,"a":false}',
  '{"a":1,"\\u0061":2}',
  '{"\\u0061":1, "b":{"a":0} , "a":2}',
  '[{"b":1},{"a":{},"x":[{"a":1}],"a":[]}]',
  '{"":1,"":2}',
  '{"a\\"b":1,"c":"\\\\","a\\u0022b":2}',
])('a name twice in one object is refused: %s', async (text) => {
  expect(await refused(text)).toBe('An object holds the same name twice; send each name once.');
});

test.each([
  '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}],"c":"a"}',
  '{"a":"a","b":"a"}',
  '["a","a"]',
  '{"a":["a","a"],"b":"x,\\"a\\":1"}',
  '{"A":1,"a":2}',
  '{"é":1,"e\u0301":2}',
])('the same text elsewhere is no name twice: %s', (text) => {
  expect(lost(text)).toBeUndefined();
});

test('1,000 names are taken, in however many objects, 1,001 are not', async () => {
  const object = (names: number): string =>
    JSON.stringify(Object.fromEntries([...Array(names).keys()].map((each) => [`n${each}`, each])));
  expect(lost(object(1_000))).toBeUndefined();
  expect(lost(`[${object(400)},${object(600)}]`)).toBeUndefined();
  for (const text of [object(1_001), `[${object(400)},${object(601)}]`]) {
    expect(await refused(text)).toBe('Send at most 1000 names in the objects of a body.');
  }
});

test.each(['[]', '{}', '[1]', '{"a":[]}'])('depth is that of what is open at once, not of all: %s', (one) => {
  expect(lost(`[${Array(500).fill(one).join()}]`)).toBeUndefined();
});

test.each(['[', '{"a":'])('33 levels of %s are refused, closed or not', async (open) => {
  expect(lost(open.repeat(32))).toBeUndefined();
  expect(await refused(open.repeat(33))).toBe('Nest the body at most 32 levels deep.');
});

test('brackets in texts nest nothing', () => {
  expect(lost(JSON.stringify('['.repeat(100)))).toBeUndefined();
  expect(lost(`"\\"${'{'.repeat(100)}"`)).toBeUndefined();
});

const kib = 1024;
test.each([
  ['a', 16 * kib],
  ['é', 8 * kib],
  ['😀', 4 * kib],
])('a text of %s is taken up to 16 KiB of UTF-8', (sign, most) => {
  for (const text of spellings(sign.repeat(most))) expect(lost(text)).toBeUndefined();
  for (const text of spellings(sign.repeat(most + 1))) expect(lost(text)).toContain('longer than 16 KiB');
  expect(lost(JSON.stringify({ [sign.repeat(most + 1)]: 1 }))).toContain('longer than 16 KiB');
});

test.each(['1e-400', '-1e-400', '[0.0000001e-320]', '-0', '-0.0', '{"a":-0e5}', `0.${'0'.repeat(400)}1`])(
  '%s would become another number',
  (text) => {
    expect(lost(text)).toContain('negative zero or too small');
  },
);

test.each(['0', '0.0', '0e5', '0e-400', '1e-300', '5e-324', '1.0', '-1', '9007199254740991'])('%s is kept', (text) => {
  expect(lost(text)).toBeUndefined();
});

test.each(['9007199254740992', '-9007199254740993', '12345678901234567890', '1e300', '9007199254740993.0'])(
  '%s could not be kept exactly',
  (text) => {
    expect(lost(text)).toContain('send it as a text');
  },
);

test.each(['1e400', '-1e400', '[1e309]'])('%s is beyond all numbers', async (text) => {
  expect(await refused(text)).toBe('A number is too large.');
});

test('numerals in texts are no numbers', () => {
  expect(lost('{"1e400":"1e-400","-0":"9007199254740993"}')).toBeUndefined();
});
