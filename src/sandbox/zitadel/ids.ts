import { randomInt } from 'node:crypto';

/** A new id as the vendor's generator makes them: 18 decimal digits. */
export function newId(): string {
  const digits = (count: number) => String(randomInt(10 ** count)).padStart(count, '0');
  return `3${digits(8)}${digits(9)}`;
}

/** A verification code: six characters, without those that are easily mistaken for each other. */
export function newCode(): string {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
