import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { allowed, faultsOf, read, small } from './files.ts';

const sandbox = (host: string, baseUrl: string): string => `server: { host: '${host}' }
auth: { sandboxKey: true }
connections:
  main:
    provider: userhub
    allowPrivateNetwork: true
    credentials: { adminApiKey: key }
    baseUrl: '${baseUrl}'
`;

test('the sandbox key is accepted where everything is on this machine', () => {
  const sha256 = createHash('sha256').update('orgway_sandbox').digest('hex');
  for (const host of ['127.0.0.1', 'localhost', '::1']) {
    const { apiKeys } = read(sandbox(host, 'http://127.0.0.1:8081/userhub'));
    expect(apiKeys).toEqual([{ name: 'sandbox', sha256, permissions: ['admin'], connections: 'all' }]);
  }
});

test('the sandbox key is accepted beside others', () => {
  const text = small.replace('auth: {', 'auth: { sandboxKey: true,');
  const local = text.replace('https://api.userhub.example', `http://localhost:8081\n${allowed}`);
  expect(read(local).apiKeys.map(({ name }) => name)).toEqual(['sandbox', 'ci']);
});

test('the sandbox key is refused where the gateway can be reached from elsewhere', () => {
  for (const host of ['0.0.0.0', '::', '192.168.0.2', 'gateway.example']) {
    const message = 'needs server.host to be a loopback address';
    expect(faultsOf(sandbox(host, 'http://localhost:8081'))).toEqual([`2 /auth/sandboxKey ${message}`]);
  }
});

test('the sandbox key is refused where an upstream is elsewhere', () => {
  for (const url of ['https://api.userhub.example', 'http://10.0.0.1', 'http://localhost.example']) {
    const message = 'must be loopback with auth.sandboxKey';
    expect(faultsOf(sandbox('127.0.0.1', url))).toEqual([`8 /connections/main/baseUrl ${message}`]);
  }
});
