/** How to find one secret in a text. */
export interface SecretForms {
  /** Sources of regular expressions: the secret as it is and in every encoding. */
  readonly patterns: readonly string[];
  /** Texts of `anchorLength`, one of which is part of whatever matches; undefined where nothing is certain to be. */
  readonly anchors: readonly string[] | undefined;
}

export const anchorLength = 6;
/** Shorter ones are words, which would be lost from every text. */
const shortestSecret = 8;
const shortestLine = 8;
const longestPiece = 96;

/**
 * The pieces of a secret that are secrets of their own: each line of a key file, and the parts of a long token. Nothing where it
 * is too short to be known from other words.
 */
export function piecesOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n|\\n/).map((line) => line.trim());
  if (lines.length === 1) return secret.length < shortestSecret ? [] : cut(secret);
  return lines.filter((line) => line.length >= shortestLine && !line.startsWith('-----')).flatMap(cut);
}

/** In parts of equal length, none of them longer than a piece may be. */
function cut(text: string): readonly string[] {
  const parts = Math.ceil(text.length / longestPiece);
  const length = Math.ceil(text.length / parts);
  return Array.from({ length: parts }, (_, at) => text.slice(at * length, (at + 1) * length));
}

/** As it is, escaped for JSON (twice, too) or a page, percent-encoded in whole or in part, in base64 at any place, and in hexadecimal. */
export function formsOf(secret: string): SecretForms {
  const bytes = Buffer.from(secret, 'utf8');
  const cores = [0, 1, 2].map((offset) => base64Core(bytes, offset));
  const hex = bytes.toString('hex');
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const found = [anchorIn(secret), ...cores.map(anchorIn)];
  const anchors = [...both(hex), ...both(percent)].map((text) => text.slice(0, anchorLength));
  return {
    patterns: [
      [...secret].map(written).join(''),
      ...cores.map((core) => `${[...core].map(inBase64).join('')}${base64End}`),
      [...hex].map(eitherCase).join(''),
    ],
    anchors: found.includes(undefined) ? undefined : [...anchors, ...(found as readonly string[])],
  };
}

/** The letter that only begins with the secret, where nothing comes after it. */
const base64End = '(?:[\\w+/-](?:={1,2}|(?![\\w+/=-])))?';

/** The part of its base64 that is the same whatever stands around it, where `offset` bytes stand before it in its group of three. */
function base64Core(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + bytes.length)) / 6));
}

/** A stretch that no encoding but a full one changes. */
const anchorIn = (text: string): string | undefined => /[A-Za-z0-9]{6}/.exec(text)?.[0];

const both = (text: string): readonly string[] => [text, text.toUpperCase()];

const eitherCase = (digit: string): string => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit);

const inBase64 = (character: string): string =>
  character === '+' ? '(?:[+-]|%2[bB])' : character === '/' ? '(?:[/_]|\\\\/|%2[fF])' : character;

const short: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };
const entities: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
/** Characters that JSON may have backslashes before, as many as it was nested. */
const escapable = /["\\/]/;

/** One character in every way it may be written. */
function written(character: string): string {
  const units = [...Array(character.length).keys()].map((at) => character.charCodeAt(at));
  const unicode = units.map((unit) => `\\\\{1,4}u${anyCase(unit, 4)}`).join('');
  const percent = [...Buffer.from(character, 'utf8')].map((byte) => `%${anyCase(byte, 2)}`).join('');
  const plain = character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  const entity = entities[character];
  return `(?:${[
    escapable.test(character) ? `\\\\{0,4}${plain}` : plain,
    percent,
    unicode,
    ...(short[character] === undefined ? [] : [`\\\\{1,4}${short[character]}`]),
    ...(entity === undefined ? [] : [`&${entity};`]),
    ...(character === ' ' ? ['\\+'] : []),
  ].join('|')})`;
}

const anyCase = (value: number, digits: number): string =>
  [...value.toString(16).padStart(digits, '0')].map(eitherCase).join('');
