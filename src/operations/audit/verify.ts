import { ChainCheck, type Verdict } from './chain-check.ts';
import { type LineReader, readerFor } from './entry.ts';
import type { SignedHead } from './head.ts';
import { linesOf } from './lines.ts';
import { headVerifier } from './signing.ts';

/**
 * Checks an export of either form with nothing but the public key, reading it once and holding none of it. `saved` is a
 * signed head that was kept from earlier, which the export must reach and agree with. Throws an `Error` when the key is none,
 * or has not signed `saved`.
 */
export async function verifyExport(
  chunks: AsyncIterable<Uint8Array>,
  publicKeyPem: string,
  saved?: SignedHead,
): Promise<Verdict> {
  const distrust = headVerifier(publicKeyPem);
  const reason = saved === undefined ? undefined : distrust(saved);
  if (reason !== undefined) throw new Error(`the saved head cannot be used: ${reason}`);
  const check = new ChainCheck(distrust, saved?.signedHead);
  let read: LineReader | undefined;
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      read ??= readerFor(line.bytes[0]);
      check.take(line.number, read(line));
    }
  }
  return check.verdict();
}
