import { expect, test } from 'vitest';
import { isInternal } from '../../src/upstream/internal-address.ts';
import { hostOf, innerHosts } from './url-forms.ts';

test('more than forty ways to write an inner host are known', () => {
  expect(new Set(innerHosts).size).toBeGreaterThan(40);
  expect(innerHosts.filter((host) => !isInternal(hostOf(host)))).toEqual([]);
});

test.each(['localhost.', 'api.localhost', 'a.b.localhost.'])('the name %s never leaves this machine', (host) => {
  expect(isInternal(host)).toBe(true);
});

/** The first and the last address of each range, and their neighbours outside. */
test.each([
  ['0.0.0.0', '0.255.255.255', undefined, '1.0.0.0'],
  ['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
  ['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
  ['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
  ['169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
  ['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
  ['192.0.0.0', '192.0.0.255', '191.255.255.255', '192.0.1.0'],
  ['192.0.2.0', '192.0.2.255', '192.0.1.255', '192.0.3.0'],
  ['192.88.99.0', '192.88.99.255', '192.88.98.255', '192.88.100.0'],
  ['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
  ['198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
  ['198.51.100.0', '198.51.100.255', '198.51.99.255', '198.51.101.0'],
  ['203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0'],
  ['224.0.0.0', '255.255.255.255', '223.255.255.255', undefined],
  ['::', '1fff:ffff::', undefined, '2000::1'],
  ['2001::', '2001:1ff:ffff::', '2000:ffff::', '2001:200::'],
  ['2001:db8::', '2001:db8:ffff::', '2001:db7:ffff::', '2001:db9::'],
  ['2002::', '2002:ffff::', '2001:ffff::', '2003::'],
  ['3fff::', '3fff:fff::', '3ffe:ffff::', '3fff:1000::'],
  ['4000::', 'ffff:ffff::', '3fff:ffff::', undefined],
])('from %s to %s nobody is on the internet', (first, last, before, after) => {
  for (const inside of [first, last]) expect([inside, isInternal(inside)]).toEqual([inside, true]);
  for (const outside of [before, after]) {
    if (outside !== undefined) expect([outside, isInternal(outside)]).toEqual([outside, false]);
  }
});

test.each(['::ffff:', '64:ff9b::'])('an IPv4 address within %s stands for itself', (carrier) => {
  expect(isInternal(`${carrier}10.0.0.1`)).toBe(true);
  expect(isInternal(`${carrier}203.0.113.1`)).toBe(true);
  expect(isInternal(`${carrier}1.1.1.1`)).toBe(false);
  expect(isInternal(hostOf(`[${carrier}1.1.1.1]`))).toBe(false);
});

test('an address with a zone is one of the local network', () => {
  expect(isInternal('fe80::1%eth0')).toBe(true);
  expect(isInternal('2606:4700::1111%eth0')).toBe(true);
});

test.each(['api.example.com', 'localhost.example.com', 'notlocalhost', '127.0.0.1.example.com', '[2606:4700::1111]'])(
  '%s is not known to be inner',
  (host) => {
    expect(isInternal(host)).toBe(false);
  },
);
