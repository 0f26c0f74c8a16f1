import { expect, test } from 'vitest';
import { headerFault } from '../../../src/api/guard/header-fields.ts';

const host = ['Host', 'a.example'];
const single = [
  'Content-Length',
  'Transfer-Encoding',
  'Content-Type',
  'Content-Encoding',
  'Authorization',
  'Idempotency-Key',
  'If-Match',
  'Prefer',
  'Expect',
  'Orgway-Acting-Session',
  'Orgway-Acting-Session-JWT',
];

test.each(['a.example', 'localhost:8080', '127.0.0.1', '[::1]:80', 'a_b.example:1'])('%s is a host', (value) => {
  expect(headerFault(['host', value])).toBeUndefined();
});

test.each(['', ' ', 'a@b', 'a/b', 'a:b', 'a:123456', '[::1', 'a,b', 'a b'])('"%s" is none', (value) => {
  expect(headerFault(['Host', value])).toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining('host'),
  });
});

test('without a host nothing is taken, nor with two', () => {
  expect(headerFault([])?.code).toBe('invalid-request');
  expect(headerFault([...host, 'hOST', 'a.example'])?.message).toBe('Send the header host only once.');
});

test.each(single)('%s may come once', (name) => {
  const once = [...host, name, 'a'];
  expect(headerFault(once)).toBeUndefined();
  expect(headerFault([...once, name.toLowerCase(), 'a'])?.message).toBe(
    `Send the header ${name.toLowerCase()} only once.`,
  );
});

test('others may come more often', () => {
  expect(headerFault([...host, 'Accept', 'a/b', 'accept', 'c/d', 'X-A', '1', 'X-A', '2'])).toBeUndefined();
});

test.each(['X_Api_Key', '__proto__', 'X Key', 'X.Key', 'Ä', '', 'X-Key\t'])('the name "%s" is not taken', (name) => {
  expect(headerFault([...host, name, 'a'])).toMatchObject({ code: 'invalid-request' });
});

test.each(['Upgrade', 'HTTP2-Settings', 'X-HTTP-Method', 'X-HTTP-Method-Override', 'x-method-override'])(
  '%s is refused',
  (name) => {
    expect(headerFault([...host, name, 'a'])?.message).toContain(name.toLowerCase());
  },
);

test('100 are taken, 101 are not, whatever they are', () => {
  const more = (count: number): string[] => Array.from({ length: count }, (_, at) => [`X-${at}`, 'a']).flat();
  expect(headerFault([...more(99), ...host])).toBeUndefined();
  expect(headerFault([...more(100), ...host])).toMatchObject({ code: 'headers-too-large', status: 431 });
  expect(headerFault(Array(202).fill('_'))?.code).toBe('headers-too-large');
});
