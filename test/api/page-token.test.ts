import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPageTokens } from '../../src/api/page-token.ts';
import { problemOf } from '../support/caught.ts';

const tokens = createPageTokens(randomBytes(32));
const query = { id: 'listOrganizations', path: { connection: 'c1' }, rest: { state: 'active' }, pageSize: 20 };

/** Whether a token is refused in the one way that tokens are. */
function isRefused(token: string, under: object = query, by = tokens): boolean {
  try {
    by.open(token, under);
    return false;
  } catch (error) {
    return (error as { readonly code?: string }).code === 'invalid-page-token';
  }
}

const cursor = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });

test('a cursor comes back from its token as it was, in whatever script', () => {
  fc.assert(
    fc.property(cursor, fc.object(), (given, under) => {
      expect(tokens.open(tokens.seal(given, under), under)).toBe(given);
    }),
  );
});

test('a token can stand in a URL as it is, and shows nothing of the cursor', () => {
  fc.assert(
    fc.property(cursor, (given) => {
      const token = tokens.seal(`cursor-${given}`, query);
      expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('cursor-');
    }),
  );
});

test('the same cursor never gets the same token twice', () => {
  const made = new Set(Array.from({ length: 100 }, () => tokens.seal('40', query)));
  expect(made.size).toBe(100);
});

test('a token is refused in the words of the API', async () => {
  const problem = await problemOf(() => tokens.open('nonsense', query));
  expect(problem).toMatchObject({ code: 'invalid-page-token', status: 400 });
  expect(problem.parts.errors).toEqual([
    { pointer: 'query/pageToken', code: 'invalid-page-token', detail: 'was altered, or made for another query' },
  ]);
});

test.each(['A', '40', 'cursor Ω'])('every flip of a single bit of the token for "%s" is refused', (given) => {
  const bytes = Buffer.from(tokens.seal(given, query), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(isRefused(flipped.toString('base64url')), `bit ${bit}`).toBe(true);
  }
});

// The three lengths leave no, two and four unused bits in the last character.
test.each(['12', '1', '123'])('every change of a single character of the token for "%s" is refused', (given) => {
  const token = tokens.seal(given, query);
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. ~\u00e9\u0141';
  for (let at = 0; at < token.length; at += 1) {
    for (const sign of signs) {
      if (sign === token[at]) continue;
      const changed = token.slice(0, at) + sign + token.slice(at + 1);
      expect(isRefused(changed), changed).toBe(true);
    }
  }
});

test('a token that lost or won characters is refused', () => {
  const token = tokens.seal('40', query);
  for (let length = 0; length < token.length; length += 1) {
    expect(isRefused(token.slice(0, length))).toBe(true);
    expect(isRefused(token.slice(length + 1))).toBe(true);
  }
  for (const more of ['A', '=', '==', ' ', '\n', token]) expect(isRefused(token + more)).toBe(true);
});

test('parts of two tokens do not make a third', () => {
  const [one, other] = [tokens.seal('40', query), tokens.seal('60', query)];
  for (let at = 1; at < one.length; at += 1) {
    const third = one.slice(0, at) + other.slice(at);
    // Where both begin or end with the same letters, a part of one and the rest of the other are one of the two.
    if (third !== one && third !== other) expect(isRefused(third)).toBe(true);
  }
});

test.each<[string, object]>([
  ['operation', { ...query, id: 'listMembers' }],
  ['connection', { ...query, path: { connection: 'c2' } }],
  ['filter', { ...query, rest: { state: 'inactive' } }],
  ['further filter', { ...query, rest: { state: 'active', externalId: 'x' } }],
  ['missing filter', { ...query, rest: {} }],
  ['page size', { ...query, pageSize: 21 }],
  ['include', { ...query, include: 'raw' }],
])('a token is refused under another %s', (_name, other) => {
  expect(isRefused(tokens.seal('40', query), other)).toBe(true);
});

test('a token opens whatever the order in which the same parameters came, and undefined is absent', () => {
  const token = tokens.seal('40', { rest: { a: '1', b: '2' }, pageSize: 20, include: undefined });
  expect(tokens.open(token, { pageSize: 20, rest: { b: '2', a: '1' } })).toBe('40');
});

test('the order of a list is a part of the query', () => {
  expect(isRefused(tokens.seal('40', { list: ['a', 'b'] }), { list: ['b', 'a'] })).toBe(true);
});

test('a token opens at every replica with the same secret, and at no other', () => {
  const secret = randomBytes(32);
  const token = createPageTokens(secret).seal('40', query);
  expect(createPageTokens(Buffer.from(secret)).open(token, query)).toBe('40');
  expect(isRefused(token, query, tokens)).toBe(true);
});
