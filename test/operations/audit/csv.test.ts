import { expect, test } from 'vitest';
import { csvHeader, csvRow, readCsvRow } from '../../../src/operations/audit/csv.ts';
import { canonical, hashOf } from '../../../src/operations/audit/record.ts';
import { chainOf, exported, signer } from './exported.ts';

const [record] = chainOf(1);
const rowOf = (changes: object): string => {
  const changed = { ...record, ...changes };
  return csvRow(changed, hashOf(canonical(changed)));
};

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', "'x", "''x", '=HYPERLINK("http://x","y")', '=1,2'])(
  'the cell %j is no formula, and is read again as it was',
  (organization) => {
    const row = rowOf({ organization });
    expect(row).toMatch(new RegExp(`,"?'${organization.slice(0, 1).replaceAll(/[+]/g, '\\$&')}`));
    expect(readCsvRow(row)).toMatchObject({ record: { organization } });
  },
);

test('no cell of an export begins like a formula', () => {
  const records = chainOf(
    5,
    Object.fromEntries(['=1', '+1', '-1', '@1', "'1"].map((id, index) => [index + 1, { organization: id }])),
  );
  const rows = exported('csv', records).slice(1, -1);
  const cells = rows.flatMap((row) => row.trimEnd().split(','));
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(cells.filter((cell) => cell.startsWith("'"))).toHaveLength(5);
});

test('every row has as many cells as there are columns, and every line ends as RFC 4180 says', () => {
  const lines = exported('csv', chainOf(6));
  expect(lines.every((line) => /^[^\r\n]+\r\n$/.test(line))).toBe(true);
  const columns = csvHeader.split(',').length;
  expect(lines.slice(0, -1).map((line) => line.split(',').length)).toEqual(Array(7).fill(columns));
  // The head is quoted, as it holds commas and quotes itself.
  expect(
    lines
      .at(-1)
      ?.replace(/"(?:[^"]|"")*"/, '')
      .split(','),
  ).toHaveLength(columns);
});

test('a row gives the very record', () => {
  for (const each of chainOf(12)) {
    expect(readCsvRow(csvRow({ ...each }, hashOf(canonical(each))))).toEqual({
      record: each,
      hash: hashOf(canonical(each)),
    });
  }
});

test.each([
  ['quotes that are not needed', (row: string) => row.replace('support', '"support"')],
  ['an apostrophe that is not needed', (row: string) => row.replace('support', "'support")],
  ['another spelling of a number', (row: string) => row.replace(/^1,/, '1.0,')],
  ['a number in another base', (row: string) => row.replace(/^1,/, '0x1,')],
  ['white space', (row: string) => row.replace(/^1,/, ' 1,')],
  ['a cell more', (row: string) => `${row},`],
  ['a cell less', (row: string) => row.replace(/,[^,]*$/, '')],
  ['a quote that does not close', (row: string) => row.replace('support', '"support')],
  ['text after a closing quote', (row: string) => row.replace('support', '"support"x')],
  ['a hash in capitals', (row: string) => row.replace(/[0-9a-f]{64}$/, (hash) => hash.toUpperCase())],
])('a row with %s is refused', (_, change) => {
  const row = rowOf({});
  expect(readCsvRow(row)).toBeDefined();
  expect(change(row)).not.toBe(row);
  expect(readCsvRow(change(row))).toBeUndefined();
});

test('the last row carries the signed head', () => {
  const last = exported('csv', chainOf(3)).at(-1)?.trimEnd() ?? '';
  expect(readCsvRow(last)).toMatchObject({ signedHead: { from: 1, to: 3 } });
  expect(signer.publicKey).toContain('PUBLIC KEY');
});
