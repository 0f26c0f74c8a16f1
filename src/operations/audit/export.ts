import type { Kysely } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import { csvHeader, csvHeadRow, csvRow } from './csv.ts';
import { headLine, type SignedHead } from './head.ts';

export type ExportFormat = 'jsonl' | 'csv';

const pageSize = 1_000;

/** A record as it is stored. */
interface Stored {
  readonly seq: number;
  readonly record: string;
  readonly hash: Buffer;
}

/** How an export is written. */
interface Writer {
  readonly header: string;
  line(stored: Stored): string;
  head(signed: SignedHead): string;
}

const writers: Readonly<Record<ExportFormat, Writer>> = {
  jsonl: {
    header: '',
    line: ({ record }) => `${record}\n`,
    head: (signed) => `${headLine(signed)}\n`,
  },
  csv: {
    header: `${csvHeader}\r\n`,
    line: ({ record, hash }) => `${csvRow(JSON.parse(record), hash.toString('hex'))}\r\n`,
    head: (signed) => `${csvHeadRow(signed)}\r\n`,
  },
};

/** The records that a signed head vouches for, and the head, as chunks of text; holds one page of them at a time. */
export async function* exportRecords(
  db: Kysely<Schema>,
  format: ExportFormat,
  signed: SignedHead,
): AsyncGenerator<string> {
  const { header, line, head } = writers[format];
  const { from, to } = signed.signedHead;
  if (header !== '') yield header;
  for (let next = from; next <= to; ) {
    const page = await db
      .selectFrom('audit_events')
      .select(['seq', 'record', 'hash'])
      .where('seq', '>=', next)
      .where('seq', '<=', to)
      .orderBy('seq')
      .limit(pageSize)
      .execute();
    yield page.map(line).join('');
    next = (page.at(-1)?.seq ?? to) + 1;
  }
  yield head(signed);
}
