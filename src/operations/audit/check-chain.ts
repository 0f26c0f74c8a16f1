import type { Kysely } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import { exportRecords } from './export.ts';
import { rangeOf } from './range.ts';
import { headSigner } from './signing.ts';
import { verifyExport } from './verify.ts';

/**
 * What is wrong with the audit trail as it stands in the database; undefined when every record follows from the one before. That
 * its end was not cut off, only a head that was saved elsewhere can tell.
 */
export async function checkChain(db: Kysely<Schema>, signingSeed: Uint8Array): Promise<string | undefined> {
  const signer = headSigner(signingSeed);
  const signed = signer.sign({ ...(await rangeOf(db, {})), time: new Date().toISOString() });
  const verdict = await verifyExport(bytesOf(exportRecords(db, 'jsonl', signed)), signer.publicKey);
  if (verdict.ok) return undefined;
  return `${verdict.seq === undefined ? 'a record' : `record ${verdict.seq}`}: ${verdict.reason}`;
}

async function* bytesOf(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}
