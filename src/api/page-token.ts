import { createSecretKey } from 'node:crypto';
import { canonical } from '../operations/canonical.ts';
import { seal, unseal } from '../operations/sealed.ts';
import { Problem } from '../problem/problem.ts';

/** Seals upstream cursors into page tokens that only this gateway can read, and only for the query they were made for. */
export interface PageTokens {
  /** `query` is everything the page depends on; a token opens only under the same one. */
  seal(cursor: string, query: object): string;
  /** The cursor in a token. Throws `invalid-page-token`. */
  open(token: string, query: object): string;
}

/** `secret`: 32 random bytes, the same for every replica. */
export function createPageTokens(secret: Uint8Array): PageTokens {
  const key = createSecretKey(secret);
  return {
    seal: (cursor, query) => seal(key, cursor, canonical(query)).toString('base64url'),
    open(token, query) {
      const bytes = Buffer.from(token, 'base64url');
      // Base64url has several spellings for the same bytes; only the one we wrote is ours.
      if (bytes.toString('base64url') !== token) throw invalid();
      try {
        return unseal(key, bytes, canonical(query));
      } catch (cause) {
        throw invalid(cause);
      }
    },
  };
}

const invalid = (cause?: unknown): Problem =>
  new Problem('invalid-page-token', {
    errors: [
      { pointer: 'query/pageToken', code: 'invalid-page-token', detail: 'was altered, or made for another query' },
    ],
    ...(cause === undefined ? {} : { cause }),
  });
