import { randomBytes } from 'node:crypto';
import { csvHeader, csvHeadRow, csvRow } from '../../../src/operations/audit/csv.ts';
import { type ChainHead, headLine } from '../../../src/operations/audit/head.ts';
import { type AuditRecord, canonical, hashOf, noLine } from '../../../src/operations/audit/record.ts';
import { headSigner } from '../../../src/operations/audit/signing.ts';
import { verifyExport } from '../../../src/operations/audit/verify.ts';

export const formats = ['jsonl', 'csv'] as const;
export type Format = (typeof formats)[number];

export const signer = headSigner(randomBytes(32));

const day = Date.parse('2026-11-21T10:00:00.000Z');

/** Records that follow from each other; `changes` are made before the next record is linked, so the chain holds. */
export function chainOf(count: number, changes: Readonly<Record<number, Partial<AuditRecord>>> = {}): AuditRecord[] {
  const records: AuditRecord[] = [];
  let prev = noLine;
  for (let seq = 1; seq <= count; seq += 1) {
    const record: AuditRecord = {
      seq,
      time: new Date(day + seq * 1_000).toISOString(),
      prev,
      type: seq % 2 === 0 ? 'operation.settled' : 'operation.started',
      principal: 'support',
      action: 'updateOrganization',
      operation: `op_${seq}`,
      // An id that a spreadsheet would take for a formula, and one that is a hash.
      organization: ['-1+1', 'hashed:9f2c7a', 'org_1'][seq % 3] ?? '',
      ...(seq % 2 === 0 ? { outcome: 'applied' } : { fields: ['displayName', 'email'] }),
      ...(seq % 5 === 0 ? { count: seq, statedTime: '2026-11-21T09:00:00.000Z' } : {}),
      ...changes[seq],
    };
    records.push(record);
    prev = hashOf(canonical(record));
  }
  return records;
}

/** The signed head that records deserve. */
export function headOf(records: readonly AuditRecord[], other: Partial<ChainHead> = {}): ChainHead {
  const [first, last] = [records[0], records.at(-1)];
  const prev = first?.prev ?? noLine;
  return {
    from: first?.seq ?? 1,
    to: last?.seq ?? 0,
    prev,
    head: last === undefined ? prev : hashOf(canonical(last)),
    time: '2026-11-22T00:00:00.000Z',
    ...other,
  };
}

/** The lines of an export, ends included. */
export function exported(format: Format, records: readonly AuditRecord[], head = headOf(records)): string[] {
  const signed = signer.sign(head);
  if (format === 'jsonl') return [...records.map(canonical), headLine(signed)].map((line) => `${line}\n`);
  const rows = records.map((record) => csvRow({ ...record }, hashOf(canonical(record))));
  return [csvHeader, ...rows, csvHeadRow(signed)].map((row) => `${row}\r\n`);
}

/** Checks an export that is read in pieces of `size` bytes. */
export function verified(text: string | Uint8Array, saved?: ChainHead, size = 65_536) {
  return verifyExport(
    pieces(Buffer.from(text), size),
    signer.publicKey,
    saved === undefined ? undefined : signer.sign(saved),
  );
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
