import { invalid } from './errors.ts';
import { flag, message, type Reader, type Readers, text, texts } from './input.ts';
import type { AccountProfile, Address, Profile } from './state.ts';
import { parsed } from './times.ts';

const uniqueIdForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/;

/** Whether a text may be the client's own identifier of an organization. */
export function isUniqueId(value: string): boolean {
  return uniqueIdForm.test(value) && !value.startsWith('org_');
}

// inferred: the codes are held to the standards that the vendor's documentation names for them.
const e164 = (value: string) => /^\+[1-9]\d{1,14}$/.test(value);
const iso4217 = (value: string) => /^[A-Z]{3}$/.test(value);
const region = (value: string) => /^(?:[A-Z]{2}|\d{3})$/.test(value);
const bcp47 = (value: string) => accepted(() => Intl.getCanonicalLocales(value));
const iana = (value: string) => accepted(() => new Intl.DateTimeFormat('en', { timeZone: value }));

function accepted(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

const address = message<Address>({
  lines: texts,
  city: text(),
  state: text(),
  postalCode: text(),
  country: text(2, (value) => /^[A-Z]{2}$/.test(value)),
});

const time: Reader<string> = (value, param) => {
  if (value === null) return undefined;
  const read = typeof value === 'string' ? parsed(value) : undefined;
  if (read === undefined) throw invalid(param, `${param} must be an RFC 3339 time`);
  return read;
};

const contact = {
  displayName: text(200),
  // No format: the vendor documents a maximum length and nothing else.
  email: text(320),
  emailVerified: flag,
  phoneNumber: text(undefined, e164),
  phoneNumberVerified: flag,
  currencyCode: text(undefined, iso4217),
  address,
  disabled: flag,
};

/** The writable fields of an organization. */
export const organizationFields: Readers<Profile> = {
  ...contact,
  uniqueId: text(255, isUniqueId),
  imageUrl: text(2000),
  languageCode: text(undefined, bcp47),
  regionCode: text(undefined, region),
  timeZone: text(undefined, iana),
  signupTime: time,
};

/** The writable fields of an account in an external system. */
export const accountFields: Readers<AccountProfile> = contact;
