import { type CipherKey, createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const options = { authTagLength: tagBytes };

const digest = (bound: string): Buffer => hash('sha256', bound, 'buffer');

/**
 * Encrypts a text with AES-256-GCM so that it opens only under the same 32-byte secret and together with the same `bound` text. A
 * secret that is used often should be a `KeyObject`: to make one of plain bytes costs Node more than all the rest.
 */
export function seal(secret: CipherKey, text: string, bound: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, secret, nonce, options).setAAD(digest(bound));
  const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), sealed]);
}

/** The text in what `seal` made. Throws an `Error` when it was altered or made otherwise. */
export function unseal(secret: CipherKey, bytes: Uint8Array, bound: string): string {
  if (bytes.length < nonceBytes + tagBytes) throw new Error('too short to be sealed');
  const opening = createDecipheriv(cipher, secret, bytes.subarray(0, nonceBytes), options)
    .setAAD(digest(bound))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return opening.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + opening.final('utf8');
}
