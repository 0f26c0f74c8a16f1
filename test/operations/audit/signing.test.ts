import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { headIn, headLine } from '../../../src/operations/audit/head.ts';
import { canonical } from '../../../src/operations/audit/record.ts';
import { headSigner, headVerifier } from '../../../src/operations/audit/signing.ts';
import { chainOf, headOf } from './exported.ts';

const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
const signer = headSigner(seed);
const head = headOf(chainOf(3));
const signed = signer.sign(head);

test('the seed is that of RFC 8032: its first test vector gives its public key', () => {
  const der = createPublicKey(signer.publicKey).export({ format: 'der', type: 'spki' });
  expect(der.subarray(-32).toString('hex')).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
});

test('a signature can be checked by anybody with the public key and the canonical head', () => {
  const { from, to, ...rest } = head;
  const text = canonical({ to, from, ...rest });
  expect(text).toMatch(/^\{"from":1,"head":"[0-9a-f]{64}","prev":"0{64}","time":"[^"]+","to":3\}$/);
  expect(verify(null, Buffer.from(text), signer.publicKey, Buffer.from(signed.signature, 'base64'))).toBe(true);
});

test('the same seed signs the same head in the same way, on every replica', () => {
  expect(headSigner(Buffer.from(seed)).sign(head)).toEqual(signed);
});

test('a head that was not signed so is distrusted, whatever was changed', () => {
  const distrust = headVerifier(signer.publicKey);
  expect(distrust(signed)).toBeUndefined();
  for (const change of [{ from: 2 }, { to: 4 }, { prev: head.head }, { head: head.prev }, { time: '2026' }]) {
    expect(distrust({ ...signed, signedHead: { ...head, ...change } })).toContain('signature');
  }
  expect(distrust({ ...signed, signature: Buffer.alloc(64).toString('base64') })).toContain('signature');
  expect(distrust({ ...signed, publicKeyId: 'other' })).toContain('another key');
});

test('a signed head is read from its line, and from any JSON around it', () => {
  expect(headIn(headLine(signed))).toEqual(signed);
  expect(headIn(JSON.stringify({ ...signed, publicKey: signer.publicKey }, null, 2))).toEqual(signed);
});

test.each([
  '',
  'null',
  '{}',
  '[]',
  JSON.stringify({ ...signed, signedHead: null }),
  JSON.stringify({ ...signed, signature: `${signed.signature.slice(0, -2)}` }),
  JSON.stringify({ ...signed, signedHead: { ...head, from: 0 } }),
  JSON.stringify({ ...signed, signedHead: { ...head, to: -1 } }),
  JSON.stringify({ ...signed, signedHead: { ...head, from: 9 } }),
  JSON.stringify({ ...signed, signedHead: { ...head, to: 3.5 } }),
  JSON.stringify({ ...signed, signedHead: { ...head, head: 'x' } }),
])('%s is no signed head', (text) => {
  expect(headIn(text)).toBeUndefined();
});
