import { randomInt } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A fresh identifier in the vendor's form: the prefix and 14 base-62 characters. */
export function freshId(prefix: string): string {
  return prefix + Array.from({ length: 14 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
