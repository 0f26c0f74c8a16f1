import type { SealedJson } from './journal.ts';
import type { MutationCall } from './mutation.ts';

/** The same key, bare or in double quotes as a structured field writes it. */
const bare = (key: string): string => key.replace(/^"(.*)"$/, '$1');

/** What a key stands in: two principals may use the same one without knowing of each other. */
export function keyScope(sealed: SealedJson, { principal, idempotencyKey }: MutationCall): Buffer | null {
  return idempotencyKey === undefined ? null : sealed.digest({ principal, key: bare(idempotencyKey) });
}

/** Everything that a key stands for: the same key with anything else is another call. */
export function fingerprint(sealed: SealedJson, { action, connection, call, ifMatch }: MutationCall): Buffer {
  const { path, query, body, actingSession } = call;
  return sealed.digest({ action, connection, path, query, body, ifMatch, actingSession });
}
