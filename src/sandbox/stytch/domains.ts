import { Refused } from './answers.ts';
import type { ErrorType } from './error-types.ts';

/** Excerpt of the vendor's list of providers whose addresses say nothing about a company. */
const common =
  /^(gmail|googlemail|aol|yahoo|icloud|hotmail|msn|comcast|live|outlook|att|earthlink|me|mac|sbcglobal|verizon|mail|hey|laposte|wanadoo|orange|rediffmail|uol|bol)\.([a-z]{2,3}|com?\.[a-z]{2})$/i;
const domain = /^(?=.{1,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*[\p{L}\p{N}]$/u;

/** Refuses what is no domain, or one that everybody's addresses share. */
export function checkDomain(value: string, invalid: ErrorType, tooCommon: ErrorType): void {
  if (!domain.test(value)) throw new Refused(invalid);
  if (common.test(value)) throw new Refused(tooCommon);
}

/** Refuses a list that repeats a domain or holds a bad one. */
export function checkDomains(
  values: readonly string[],
  invalid: ErrorType,
  tooCommon: ErrorType,
  duplicate: ErrorType,
): void {
  for (const value of values) checkDomain(value, invalid, tooCommon);
  if (new Set(values.map((value) => value.toLowerCase())).size < values.length) throw new Refused(duplicate);
}

/** Refuses what is no email address. */
export function checkEmail(value: string): void {
  const [local = '', host = '', ...rest] = value.split('@');
  if (rest.length > 0 || local === '' || /\s/.test(local) || !domain.test(host)) throw new Refused('invalid_email');
}

/** The domain of an email address, in lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
