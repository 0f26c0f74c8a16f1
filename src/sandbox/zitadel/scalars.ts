import { type Field, typeError } from './decoding.ts';

/** Least and greatest length: code points of a string, bytes of a byte string. */
export interface Lengths {
  readonly min?: number;
  readonly max: number;
}

/** A string; `lengths` also holds for a missing one, which is the empty string. */
export function text(lengths?: Lengths, form?: { readonly pattern: RegExp; readonly rule: string }): Field<string> {
  return {
    absent: '',
    parse: parseText,
    violation(value, label) {
      const length = lengths === undefined ? undefined : brokenLength([...value].length, lengths, 'runes');
      if (length !== undefined) return `invalid ${label}: ${length}`;
      return form === undefined || form.pattern.test(value) ? undefined : `invalid ${label}: ${form.rule}`;
    },
  };
}

/** A string with explicit presence: its rule holds only when it was sent. */
export function optionalText(lengths?: Lengths): Field<string | undefined> {
  const given = text(lengths);
  return {
    absent: undefined,
    parse: parseText,
    violation: (value, label) => (value === undefined ? undefined : given.violation(value, label)),
  };
}

/** Bytes, as standard base64 with padding; the decoder takes the URL-safe alphabet and missing padding too. */
export function bytes(lengths: Lengths): Field<string> {
  return {
    absent: '',
    parse(json, name) {
      if (typeof json !== 'string') throw typeError('bytes', name, json);
      const plain = json
        .replace(/[\r\n]/g, '')
        .replaceAll('-', '+')
        .replaceAll('_', '/');
      const unpadded = plain.replace(/={1,2}$/, '');
      const padded = plain.length > unpadded.length;
      const wellFormed = /^[A-Za-z0-9+/]*$/.test(unpadded) && unpadded.length % 4 !== 1;
      if (!wellFormed || (padded && plain.length % 4 !== 0)) throw typeError('bytes', name, json);
      return Buffer.from(unpadded, 'base64').toString('base64');
    },
    violation(value, label) {
      const length = brokenLength(Buffer.byteLength(value, 'base64'), lengths, 'bytes');
      return length === undefined ? undefined : `invalid ${label}: ${length}`;
    },
  };
}

/** A boolean; strings are none. */
export const bool: Field<boolean> = {
  absent: false,
  parse(json, name) {
    if (typeof json !== 'boolean') throw typeError('bool', name, json);
    return json;
  },
  violation: () => undefined,
};

/** An unsigned number of the given width; JSON may hold it as a number or as a string. */
export function unsigned(bits: 32 | 64): Field<number> {
  return {
    absent: 0,
    parse(json, name) {
      const digits = typeof json === 'string' && /^\d+$/.test(json);
      const value = digits || typeof json === 'number' ? Number(json) : Number.NaN;
      if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) throw typeError(`uint${bits}`, name, json);
      return value;
    },
    violation: () => undefined,
  };
}

function parseText(json: unknown, name: string): string {
  if (typeof json !== 'string') throw typeError('string', name, json);
  return json;
}

function brokenLength(length: number, { min = 0, max }: Lengths, unit: string): string | undefined {
  if (length >= min && length <= max) return undefined;
  return min === 0
    ? `value length must be at most ${max} ${unit}`
    : `value length must be between ${min} and ${max} ${unit}, inclusive`;
}
