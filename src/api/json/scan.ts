import { Problem } from '../../problem/problem.ts';

const deepest = 32;
const mostNames = 1_000;
const longestText = 16 * 1024;
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const numeral = /-?[\d.eE+-]*/y;

/**
 * Looks through a JSON text, in one pass and before it is parsed, for what would be lost or turn dangerous on the way. Throws
 * `invalid-json` for a shape that is not taken; returns the `validation-failed` of a value that could not be kept as it was sent,
 * which counts only where the text is JSON. Whether it is, is left to the parser.
 */
export function scanJson(text: string): Problem | undefined {
  return new Scan(text).run();
}

class Scan {
  readonly #text: string;
  /** The names seen in each open object, by depth; undefined before the first, and in arrays. */
  readonly #names: (Set<string> | undefined)[] = [];
  readonly #isObject: boolean[] = [];
  #count = 0;
  #nameNext = false;
  #backslash = -1;
  #lost: Problem | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Problem | undefined {
    const text = this.#text;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text.charCodeAt(at);
      if (sign === 0x22) at = this.#string(at);
      else if (sign === 0x2d || (sign >= 0x30 && sign <= 0x39)) at = this.#number(at);
      else if (sign === 0x7b || sign === 0x5b) this.#enter(sign === 0x7b);
      else if (sign === 0x7d || sign === 0x5d) this.#leave();
      else if (sign === 0x2c) this.#nameNext = this.#isObject.at(-1) === true;
    }
    return this.#lost;
  }

  #enter(isObject: boolean): void {
    if (this.#isObject.length === deepest) throw shape(`Nest the body at most ${deepest} levels deep.`);
    this.#isObject.push(isObject);
    this.#names.push(undefined);
    this.#nameNext = isObject;
  }

  #leave(): void {
    this.#isObject.pop();
    this.#names.pop();
    this.#nameNext = false;
  }

  /** Returns the index of the closing quote. */
  #string(begin: number): number {
    const end = this.#endOf(begin);
    const written = this.#text.slice(begin + 1, end);
    const escaped = this.#backslash > begin && this.#backslash < end;
    const value = escaped ? decoded(written) : written;
    if (this.#nameNext) this.#name(value);
    this.#nameNext = false;
    // Whatever is that short in UTF-16 is not too long in UTF-8 either.
    if (value.length * 3 > longestText && Buffer.byteLength(value) > longestText) {
      this.#lost ??= lost(`A text is longer than ${longestText / 1024} KiB; send a shorter one.`);
    }
    // What is not escaped comes from UTF-8, which has no half pairs, and a raw NUL is no JSON.
    if (escaped && (!value.isWellFormed() || value.includes('\0'))) {
      this.#lost ??= lost('A text holds half a surrogate pair or a NUL, which cannot be stored.');
    }
    return end;
  }

  #endOf(begin: number): number {
    const text = this.#text;
    // The first backslash after the quote is looked for once, however many texts lie before it.
    if (this.#backslash <= begin) this.#backslash = indexOr(text, '\\', begin + 1);
    const end = indexOr(text, '"', begin + 1);
    if (end < this.#backslash) return end;
    for (let at = this.#backslash; at < text.length; at += 1) {
      const sign = text.charCodeAt(at);
      if (sign === 0x22) return at;
      if (sign === 0x5c) at += 1;
    }
    return text.length;
  }

  #name(name: string): void {
    this.#count += 1;
    if (this.#count > mostNames) throw shape(`Send at most ${mostNames} names in the objects of a body.`);
    if (forbidden.has(name)) throw shape(`The name "${name}" is not taken anywhere in a body.`);
    const depth = this.#names.length - 1;
    const names = this.#names[depth] ?? new Set();
    if (names.has(name)) throw shape('An object holds the same name twice; send each name once.');
    names.add(name);
    this.#names[depth] = names;
  }

  /** Returns the index of its last sign. */
  #number(begin: number): number {
    numeral.lastIndex = begin;
    const [written = ''] = numeral.exec(this.#text) ?? [];
    const value = Number(written);
    if (Math.abs(value) === Number.POSITIVE_INFINITY) throw shape('A number is too large.');
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.#lost ??= lost('A number is too large to be kept exactly; send it as a text.');
    }
    if (Object.is(value, -0) || (value === 0 && /^[^eE]*[1-9]/.test(written))) {
      this.#lost ??= lost('A number is a negative zero or too small to be kept; send 0, or the number as a text.');
    }
    return begin + written.length - 1;
  }
}

function indexOr(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from);
  return found < 0 ? text.length : found;
}

/** What is wrong with the escapes, the parser will say. */
function decoded(written: string): string {
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written;
  }
}

const shape = (detail: string): Problem => new Problem('invalid-json', { detail });
const lost = (detail: string): Problem => new Problem('validation-failed', { detail });
