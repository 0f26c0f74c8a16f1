import { expect } from 'vitest';
import { create, json, write } from './requests.ts';
import type { BadInput } from './runner.ts';

const shape = { status: 400, code: 'invalid-json' } as const;
const value = { status: 422, code: 'validation-failed' } as const;

/** A create that would be well, but for this JSON somewhere in its metadata, which Stytch can store. */
const holding = (text: string): string =>
  write('POST', '/v1/connections/stytch/organizations', `{"displayName":"Acme","metadata":{"a":${text}}}`, json);
const named = (text: string): string => create(`{"displayName":${text}}`);

const names = (count: number): string => `{${Array.from({ length: count }, (_, at) => `"n${at}":0`).join()}}`;
/** Whole numbers, whose hash is themselves: as many as a body may hold, all of one bucket. */
const colliding = `{${Array.from({ length: 900 }, (_, at) => `"${at * 65_536}":0`).join()}}`;

/** Group F of the reference. */
export const jsonHazards: readonly BadInput[] = [
  { name: 'F01 dup-key-same-value', bytes: create('{"displayName":"Acme","displayName":"Acme"}'), ...shape },
  // Its `deleteExternalAccount` is a query parameter here, which group H has twice.
  { name: 'F02 dup-key-differ', bytes: create('{"displayName":"Acme","displayName":"Acne"}'), ...shape },
  { name: 'F03 dup via escape', bytes: holding('{"\\u0061":1,"a":2}'), ...shape },
  { name: 'F04 __proto__ object', bytes: holding('{"__proto__":{"polluted":true}}'), ...shape },
  { name: 'F05 \\u005f_proto__', bytes: holding('{"\\u005f_proto__":{"polluted":true}}'), ...shape },
  { name: 'F06 constructor.prototype', bytes: holding('{"constructor":{"prototype":{"polluted":true}}}'), ...shape },
  // The body and its metadata are two levels themselves.
  { name: 'F07 depth-33', bytes: holding(`${'['.repeat(31)}${']'.repeat(31)}`), ...shape },
  { name: 'F08 depth-50000-array', bytes: create(`${'['.repeat(50_000)}${']'.repeat(50_000)}`), ...shape },
  { name: 'F09 depth-50000-object', bytes: create(`${'{"a":'.repeat(17_000)}0${'}'.repeat(17_000)}`), ...shape },
  { name: 'F10 1e400', bytes: holding('1e400'), ...shape },
  { name: 'F11 1e-400', bytes: holding('1e-400'), ...value },
  { name: 'F12 20-digit integer', bytes: holding('12345678901234567890'), ...value },
  { name: 'F13 2^53+1', bytes: holding('9007199254740993'), ...value },
  // Everywhere, as there is no place in any body for whole numbers only.
  { name: 'F14 -0', bytes: holding('-0'), ...value },
  {
    name: 'F15 1.0 for an integer',
    bytes: holding('1.0'),
    status: 201,
    valid: 'JSON has one kind of number',
  },
  { name: 'F16 lone surrogate', bytes: named('"Acme \\ud83d"'), ...value },
  { name: 'F17 NUL in string', bytes: named('"Acme \\u0000"'), ...value },
  {
    name: 'F18 U+202E and zero-width in display name',
    bytes: named('"Acme\u202e\u200b"'),
    status: 201,
    valid: 'writing from right to left needs such signs',
    also: ({ body }) => expect(body.organization.displayName).toBe('Acme\u202e\u200b'),
  },
  { name: 'F19 200k-keys', bytes: holding(names(200_000)), status: 413, code: 'payload-too-large' },
  { name: 'F20 1,001 keys', bytes: holding(names(1_001)), ...shape },
  { name: 'F21 hash-collision numeric keys', bytes: named(colliding), ...value, pointer: '/displayName' },
  { name: 'F22 string 17 KiB', bytes: holding(`"${'a'.repeat(17 * 1024)}"`), ...value },
  {
    name: 'F23 NFC/NFD twins',
    bytes: holding('{"\u00e9":1,"e\u0301":2}'),
    status: 201,
    valid: 'texts are compared and stored as they are written',
  },
  {
    name: 'F24 toString and hasOwnProperty as keys',
    bytes: create('{"displayName":"Acme","toString":1,"hasOwnProperty":2}'),
    ...value,
    pointer: '/toString',
  },
];
