import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Problem } from '../problem/problem.ts';

/** Seals upstream cursors into page tokens that only this gateway can read, and only for the query they were made for. */
export interface PageTokens {
  /** `query` is everything the page depends on; a token opens only under the same one. */
  seal(cursor: string, query: object): string;
  /** The cursor in a token. Throws `invalid-page-token`. */
  open(token: string, query: object): string;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** `secret`: 32 random bytes, the same for every replica. */
export function createPageTokens(secret: Uint8Array): PageTokens {
  const bound = (query: object): Buffer => createHash('sha256').update(canonical(query)).digest();
  return {
    seal(cursor, query) {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, secret, nonce, { authTagLength: tagBytes }).setAAD(bound(query));
      const sealed = Buffer.concat([sealing.update(cursor, 'utf8'), sealing.final()]);
      return Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString('base64url');
    },
    open(token, query) {
      const bytes = Buffer.from(token, 'base64url');
      // Base64url has several spellings for the same bytes; only the one we wrote is ours.
      if (bytes.length <= nonceBytes + tagBytes || bytes.toString('base64url') !== token) throw invalid();
      const opening = createDecipheriv(cipher, secret, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(bound(query))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        return opening.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + opening.final('utf8');
      } catch (cause) {
        throw invalid(cause);
      }
    },
  };
}

/** The same text for the same query, in whatever order its parameters came. */
const canonical = (query: object): string =>
  JSON.stringify(query, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );

const invalid = (cause?: unknown): Problem =>
  new Problem('invalid-page-token', {
    errors: [
      { pointer: 'query/pageToken', code: 'invalid-page-token', detail: 'was altered, or made for another query' },
    ],
    ...(cause === undefined ? {} : { cause }),
  });
