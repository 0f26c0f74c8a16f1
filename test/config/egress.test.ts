import { expect, test } from 'vitest';
import { innerHosts } from '../upstream/url-forms.ts';
import { allowed, at, faultsOf, read } from './files.ts';

const refused =
  '5 /connections/main/baseUrl must be https and public; set allowPrivateNetwork: true to allow http and private addresses';

/** A URL is of ASCII: a host in other letters is none, whatever it stands for. */
const isAscii = (host: string): boolean => !/[^ -~]/.test(host);
const noUrl = '5 /connections/main/baseUrl must match format "uri"';

test('an inner host is refused, however its URL writes it', () => {
  for (const host of innerHosts) {
    const fault = isAscii(host) ? refused : noUrl;
    expect([host, faultsOf(at(`'https://${host}'`))]).toEqual([host, [fault]]);
    expect([host, faultsOf(at(`'https://${host}:8443/base'`))]).toEqual([host, [fault]]);
  }
});

test('with allowPrivateNetwork inner hosts are as good as others, and the connection may reach them', () => {
  for (const host of innerHosts.filter(isAscii)) {
    expect([host, read(at(`'https://${host}'`, allowed)).connections[0]?.allowPrivateNetwork]).toEqual([host, true]);
  }
  expect(read(at('https://api.example.com')).connections[0]?.allowPrivateNetwork).toBe(false);
});

test.each(['user@127.0.0.1', 'user:pass@api.example.com', 'api.example.com@127.0.0.1', '127.0.0.1\\@api.example.com'])(
  'https://%s is refused',
  (host) => {
    expect(faultsOf(at(`'https://${host}'`)).length).toBeGreaterThan(0);
  },
);

test.each([
  'http://api.example.com',
  'ftp://api.example.com',
  'file:///etc/passwd',
  'https:',
  'https://*.example.com:x',
])('%s is refused', (url) => {
  expect(faultsOf(at(`'${url}'`)).length).toBeGreaterThan(0);
});

test('an environment that has every certificate accepted is refused', () => {
  const file = at('https://api.example.com');
  expect(faultsOf(file, { NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toEqual([]);
  expect(faultsOf(file, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual([
    '1  NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would have every certificate accepted; unset it, and name the file of an authority of your own in NODE_EXTRA_CA_CERTS',
  ]);
});
