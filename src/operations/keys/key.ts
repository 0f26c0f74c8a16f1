import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A key as it is handed out: `orgway_{id}_{secret}{checksum}`. */
export interface ApiKey {
  /** May be shown; upper-case letters and digits. */
  readonly id: string;
  /** The whole key, which nobody but its holder keeps. */
  readonly text: string;
}

// Without letters that are taken for others, so that an id can be read out.
const idAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const idLength = 10;
const idBytes = 8;
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretBytes = 32;
/** Enough for every value of 32 bytes. */
const secretLength = 43;
const checksumLength = 6;

const form = new RegExp(`^orgway_([${idAlphabet}]{${idLength}})_[0-9A-Za-z]{${secretLength + checksumLength}}$`);

/** A new key with 256 random bits. */
export function makeKey(): ApiKey {
  const id = written(randomBytes(idBytes), idAlphabet, idLength);
  const body = `orgway_${id}_${written(randomBytes(secretBytes), alphabet, secretLength)}`;
  return { id, text: body + checksum(body) };
}

/**
 * The id in a text that has the form of a key, and whether the checksum is right: if not, the key was mistyped or cut and need not
 * be looked for. Undefined for a text of another form.
 */
export function readKey(text: string): { readonly id: string; readonly whole: boolean } | undefined {
  const [, id] = form.exec(text) ?? [];
  if (id === undefined) return undefined;
  return { id, whole: checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength) };
}

/** What is kept of a key. It is random, so that a quick hash without a salt is enough. */
export const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const checksum = (body: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return written(bytes, alphabet, checksumLength);
};

/** Bytes as a number in so many digits of an alphabet; what does not fit is left out. */
function written(bytes: Uint8Array, digits: string, length: number): string {
  const base = BigInt(digits.length);
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  while (text.length < length) {
    text = digits.charAt(Number(rest % base)) + text;
    rest /= base;
  }
  return text;
}
