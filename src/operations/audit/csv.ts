import { headIn, headLine, type SignedHead } from './head.ts';
import { type AuditRecord, hashOf } from './record.ts';

/** How each member of a record is written in its cell and read again; an empty cell is an absent member. */
const columns = {
  seq: 'number',
  time: 'text',
  type: 'text',
  principal: 'text',
  requestId: 'text',
  action: 'text',
  operation: 'text',
  connection: 'text',
  provider: 'text',
  organization: 'text',
  outcome: 'text',
  code: 'text',
  fields: 'words',
  count: 'number',
  digest: 'text',
  statedTime: 'text',
  prev: 'text',
} as const satisfies Readonly<Record<keyof AuditRecord, 'number' | 'text' | 'words'>>;

const names = Object.keys(columns) as (keyof typeof columns)[];
/** The columns in the order in which canonical JSON has the members. */
const byName = names.map((name, index) => [name, index] as const).sort(([one], [other]) => (one < other ? -1 : 1));

/** The first row: the names of the columns. `hash` is the SHA-256 of the record as a JSON line. */
export const csvHeader = [...names, 'hash'].join(',');

const headMark = 'signed-head';

/** A record as a row, without the line end. `hash` is the one that the chain holds, in hexadecimal. */
export function csvRow(record: Readonly<Record<string, unknown>>, hash: string): string {
  const cells = names.map((name) => {
    const value = record[name] ?? '';
    return Array.isArray(value) ? value.join(' ') : String(value);
  });
  return [...cells, hash].map(cell).join(',');
}

/** The last row: the signed head in the second cell, as it stands in an export as JSON lines. */
export const csvHeadRow = (signed: SignedHead): string =>
  [headMark, headLine(signed), ...names.slice(2).map(() => ''), ''].map(cell).join(',');

/** A record as a row gives it, and the hash that the row names for it. */
interface CsvRecord {
  readonly record: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

/** What a row says, or undefined when it is not written as Orgway writes it. */
export function readCsvRow(row: string): CsvRecord | SignedHead | undefined {
  const cells = row.includes('"') ? quotedCells(row) : row.split(',').map(withoutApostrophe);
  if (cells?.length !== names.length + 1) return undefined;
  if (cells[0] === headMark) {
    const signed = headIn(cells[1] ?? '');
    return signed !== undefined && csvHeadRow(signed) === row ? signed : undefined;
  }
  const record: Record<string, unknown> = {};
  for (const [name, index] of byName) {
    const text = cells[index];
    if (text !== undefined && text !== '') record[name] = memberOf(name, text);
  }
  const hash = cells.at(-1) ?? '';
  return csvRow(record, hash) === row && hashOf(JSON.stringify(record)) === hash ? { record, hash } : undefined;
}

export const isCsvHeadRow = (row: string): boolean => row.startsWith(`${headMark},`);

function memberOf(name: keyof typeof columns, text: string): unknown {
  if (columns[name] === 'words') return text.split(' ');
  return columns[name] === 'number' ? Number(text) : text;
}

/** Spreadsheets take a cell that begins like this for a formula, so it gets an apostrophe; one that has one gets another. */
const formula = /^[=+\-@\t\r']/;
const special = /[",\r\n]/;

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The texts of a row with quotes, or undefined when it is not well formed. */
function quotedCells(row: string): string[] | undefined {
  const found = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/gy)];
  if (found.reduce((length, [match]) => length + match.length, 0) !== row.length) return undefined;
  return found.map(([, quoted, bare = '']) => withoutApostrophe(quoted?.replaceAll('""', '"') ?? bare));
}

const withoutApostrophe = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);
