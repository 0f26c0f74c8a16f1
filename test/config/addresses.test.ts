import { expect, test } from 'vitest';
import { isLoopback } from '../../src/config/addresses.ts';
import { isInternal } from '../../src/upstream/internal-address.ts';

/** The host as it stands in a URL: that is where addresses come from. */
const hostOf = (host: string): string => new URL(`https://${host}/`).hostname;

test.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.1', '127.255.255.254', '0x7f.1', '2130706433', '017700000001'])(
  '%s is this machine',
  (host) => {
    expect(isLoopback(hostOf(host))).toBe(true);
    expect(isInternal(hostOf(host))).toBe(true);
  },
);

test.each(['[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'])('%s is this machine', (host) => {
  expect(isLoopback(hostOf(host))).toBe(true);
  expect(isInternal(hostOf(host))).toBe(true);
});

test('addresses are known with and without the brackets of URLs', () => {
  expect(isLoopback('::1')).toBe(true);
  expect(isInternal('fd00::1')).toBe(true);
});

test.each([
  '0.0.0.0',
  '0.255.255.255',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '0xa9fea9fe',
  '239.255.255.255',
  '[::]',
  '[fc00::1]',
  '[fdff::1]',
  '[fe80::1]',
  '[febf::1]',
  '[ff02::1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:169.254.169.254]',
  '[64:ff9b::10.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b::127.0.0.1]',
])('%s is not on the public internet, and not this machine', (host) => {
  expect(isInternal(hostOf(host))).toBe(true);
  expect(isLoopback(hostOf(host))).toBe(false);
});

test.each([
  'api.example.com',
  'localhost.example.com',
  'localhost.',
  '127.0.0.1.example.com',
  '126.255.255.255',
  '128.0.0.1',
])('%s is not this machine', (host) => {
  expect(isLoopback(hostOf(host))).toBe(false);
});
