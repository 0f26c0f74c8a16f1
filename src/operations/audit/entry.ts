import { csvHeader, isCsvHeadRow, readCsvRow } from './csv.ts';
import { headIn, headLine, type SignedHead } from './head.ts';
import type { Line } from './lines.ts';
import { hashOf, isCanonical } from './record.ts';

/** What one line of an export says. */
export type Entry = RecordEntry | HeadEntry | BadEntry | { readonly kind: 'header' };

export interface RecordEntry {
  readonly kind: 'record';
  readonly seq: number;
  /** Milliseconds. */
  readonly time: number;
  readonly prev: string;
  /** Hash of the line that this record is in the chain. */
  readonly hash: string;
}

export interface HeadEntry {
  readonly kind: 'head';
  readonly signed: SignedHead;
}

export interface BadEntry {
  readonly kind: 'bad';
  /** What should be in its place, as far as that can be seen. */
  readonly instead: 'header' | 'record' | 'head';
  readonly reason: string;
}

/** Reads the lines of one form of export. */
export type LineReader = (line: Line) => Entry;

const bad = (instead: BadEntry['instead'], reason: string): BadEntry => ({ kind: 'bad', instead, reason });
const alteredHeader = bad('header', 'the names of the columns are not those that Orgway writes');
const alteredRecord = bad('record', 'it is not written as Orgway writes a record: it was altered');
const alteredHead = bad('head', 'it is not written as Orgway writes a signed head: it was altered');
const cutRecord = bad('record', 'its line does not end: the export was cut off');
const cutHead = bad('head', 'the line of the signed head does not end: the export was cut off');

// A byte a character: exports hold ASCII only, and hashes are of bytes.
const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

const readJsonLine: LineReader = ({ bytes, ended }) => {
  const text = textOf(bytes);
  const isHead = text.startsWith('{"signedHead":');
  if (!ended) return isHead ? cutHead : cutRecord;
  if (!isHead) return recordIn(text, hashOf(bytes)) ?? alteredRecord;
  const signed = headIn(text);
  return signed !== undefined && headLine(signed) === text ? { kind: 'head', signed } : alteredHead;
};

const readCsvLine: LineReader = ({ number, bytes, ended }) => {
  const text = textOf(bytes);
  if (!ended) return isCsvHeadRow(text) ? cutHead : cutRecord;
  if (number === 1) return text === `${csvHeader}\r` ? { kind: 'header' } : alteredHeader;
  const row = text.endsWith('\r') ? readCsvRow(text.slice(0, -1)) : undefined;
  if (row === undefined) return isCsvHeadRow(text) ? alteredHead : alteredRecord;
  return 'record' in row ? (entryOf(row.record, row.hash) ?? alteredRecord) : { kind: 'head', signed: row };
};

/** The reader for an export that begins with this byte. */
export const readerFor = (first: number | undefined): LineReader =>
  first === '{'.charCodeAt(0) ? readJsonLine : readCsvLine;

/** The record that a line is, or undefined when it is none in canonical form. */
function recordIn(line: string, hash: string): RecordEntry | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof record !== 'object' || record === null || !isCanonical(record, line)) return undefined;
  return entryOf(record, hash);
}

function entryOf(record: object, hash: string): RecordEntry | undefined {
  const { seq, time, prev } = record as Partial<Record<string, unknown>>;
  if (!Number.isSafeInteger(seq) || Number(seq) < 1) return undefined;
  if (typeof time !== 'string' || !isTime(time) || typeof prev !== 'string') return undefined;
  return { kind: 'record', seq: Number(seq), time: Date.parse(time), prev, hash };
}

const isTime = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
