import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonical } from '../../src/operations/canonical.ts';
import { seal, unseal } from '../../src/operations/sealed.ts';

const secret = randomBytes(32);

test('what was sealed opens under the same secret and together with the same text only', () => {
  const sealed = seal(secret, 'zoë@example.com', 'op_1');
  expect(unseal(secret, sealed, 'op_1')).toBe('zoë@example.com');
  expect(sealed.includes('example')).toBe(false);
  expect(() => unseal(secret, sealed, 'op_2')).toThrow();
  expect(() => unseal(randomBytes(32), sealed, 'op_1')).toThrow();
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Buffer.from(sealed);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(() => unseal(secret, altered, 'op_1')).toThrow();
    expect(() => unseal(secret, sealed.subarray(0, at), 'op_1')).toThrow();
  }
});

test('the same text is never sealed the same way twice', () => {
  expect(seal(secret, 'x', '').equals(seal(secret, 'x', ''))).toBe(false);
});

test('the order of members makes no other value, the order of entries does', () => {
  expect(canonical({ b: [1, { d: 1, c: null }], a: 'x' })).toBe(canonical({ a: 'x', b: [1, { c: null, d: 1 }] }));
  expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
  expect(canonical({ a: 1 })).not.toBe(canonical({ a: '1' }));
});
