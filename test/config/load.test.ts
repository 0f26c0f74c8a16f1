import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { usualResilience } from '../../src/upstream/resilience.ts';
import { allowed, at, digest, faultsOf, read, ref, small } from './files.ts';

test('the smallest file has everything else by default', () => {
  expect(read(small)).toEqual({
    server: { host: '127.0.0.1', port: 8080 },
    apiKeys: [{ name: 'ci', sha256: digest, permissions: ['admin'], connections: 'all' }],
    storedKeys: true,
    limits: {
      requests: { calls: 6_000, windowSeconds: 60 },
      destructive: { calls: 10, windowSeconds: 60 },
      destructivePerConnection: { calls: 500, windowSeconds: 86_400 },
    },
    connections: [
      {
        id: 'main',
        provider: 'userhub',
        baseUrl: 'https://api.userhub.example',
        credentials: { adminApiKey: 'key' },
        timeoutMs: 30_000,
        concurrency: 32,
        allowPrivateNetwork: false,
        resilience: usualResilience,
        validation: { response: 'report', operations: {} },
        passthrough: { methods: ['GET'] },
      },
    ],
  });
});

test('what the file says wins over the defaults', () => {
  const config = read(`
server: { host: 0.0.0.0, port: 9000 }
auth:
  apiKeys:
    - { name: one, sha256: ${digest}, permissions: [admin], connections: all }
    - { name: two, sha256: ${'b'.repeat(64)}, permissions: [], connections: [first] }
connections:
  first:
    provider: stytch
    baseUrl: https://stytch.example/base
    credentials: { projectId: '${ref('API_KEY')}', secret: '${ref('API_KEY')}' }
    timeoutMs: 5000
    concurrency: 4
  second: { provider: userhub, baseUrl: 'https://userhub.example', credentials: { adminApiKey: '${ref('API_KEY')}' } }
`);
  expect(config.server).toEqual({ host: '0.0.0.0', port: 9000 });
  expect(config.apiKeys.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(config.connections.map(({ id }) => id)).toEqual(['first', 'second']);
  expect(config.connections[0]).toMatchObject({ provider: 'stytch', timeoutMs: 5000, concurrency: 4 });
});

test('the environment variable PORT wins over the file', () => {
  expect(read(small, { PORT: '9100' }).server.port).toBe(9100);
  expect(read(small, { PORT: '65535' }).server.port).toBe(65_535);
  expect(read(`server: { port: 9000 }\n${small}`, { PORT: '0' }).server.port).toBe(0);
});

test.each(['', 'abc', '-1', '65536', '80.5', ' 80', '0x50', '1e3'])('"%s" is no PORT', (PORT) => {
  const message = 'comes from the environment variable PORT, which is not a port number';
  expect(faultsOf(small, { PORT })).toEqual([`1 /server/port ${message}`]);
  expect(faultsOf(`${small}server:\n  port: 1\n`, { PORT })).toEqual([`8 /server/port ${message}`]);
});

test('references are replaced in every text, by environment variables and files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'key'), 'from-file\n');
  const text = small
    .replace('api.userhub.example', ref('HOST'))
    .replace(ref('API_KEY'), ref(`file:${join(folder, 'key')}`))
    .replace(digest, `'${ref('DIGEST')}'`);
  const config = read(text, { HOST: 'other.example', DIGEST: digest });
  expect(config.connections[0]).toMatchObject({
    baseUrl: 'https://other.example',
    credentials: { adminApiKey: 'from-file' },
  });
  expect(config.apiKeys).toMatchObject([{ name: 'ci', sha256: digest }]);
});

test('all faults are told at once, each with its line', () => {
  const text = `# a comment
server:
  port: 99999
auth:
  apiKeys:
    - { name: ci, permissions: [admin], connections: all,
        sha256: ${digest} }
    - { name: Bad Name, permissions: [admin], connections: all,
        sha256: "\${MISSING}" }
conections: {}
connections:
  one:
    provider: userhub
    baseUrl: http://api.userhub.example
    credentials:
      adminApiKey: '${ref('API_KEY')}'
      extra: x
  two:
    provider: nobody
    credentials: {}
  three:
    provider: stytch
    baseUrl: https://api.stytch.example
    credentials:
      secret: \${file:/nowhere}
    timeoutMs: soon
`;
  expect(faultsOf(text).sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))).toEqual([
    '3 /server/port must be <= 65535',
    '8 /auth/apiKeys/1/name must match pattern "^[a-z0-9][a-z0-9-]{0,62}$"',
    '9 /auth/apiKeys/1/sha256 the environment has no MISSING',
    '10 /conections must NOT have additional properties',
    '14 /connections/one/baseUrl must be https and public; set allowPrivateNetwork: true to allow http and private addresses',
    '17 /connections/one/credentials/extra is not a credential of userhub; it takes adminApiKey',
    "18 /connections/two/baseUrl must have required property 'baseUrl'",
    '19 /connections/two/provider is none of stytch, userhub',
    '24 /connections/three/credentials lacks projectId',
    '25 /connections/three/credentials/secret the file /nowhere cannot be read',
    '26 /connections/three/timeoutMs must be integer',
  ]);
});

test('what is missing is told where the thing that lacks it begins', () => {
  const text = `auth:\n  apiKeys:\n    - name: one\n      sha256: ${digest}\n      permissions: []\n      connections: all\n    - sha256:\n        ${digest}\nconnections: {}\n`;
  expect(faultsOf(text)).toEqual([
    "7 /auth/apiKeys/1/name must have required property 'name'",
    "7 /auth/apiKeys/1/permissions must have required property 'permissions'",
    "7 /auth/apiKeys/1/connections must have required property 'connections'",
    '9 /connections must NOT have fewer than 1 properties',
  ]);
});

test('a reference in a list is told by its index', () => {
  const faults = faultsOf(`auth:\n  apiKeys:\n    - x\n    - ${ref('MISSING')}\n`);
  expect(faults).toContain('4 /auth/apiKeys/1 the environment has no MISSING');
});

test('names are no place for references', () => {
  expect(faultsOf(small.replace('main:', `${ref('ID')}:`), { ID: 'main' })).toContain(
    `3 /connections/${ref('ID')} property name must be valid`,
  );
});

test('the refusal reads as one fault a line', () => {
  expect(() => read('connections: {}\n')).toThrow(
    "line 1: /auth must have required property 'auth'\nline 1: /connections must NOT have fewer than 1 properties",
  );
  expect(() => read('')).toThrow(expect.objectContaining({ name: 'ConfigRefused' }));
  expect(() => read('')).toThrow('line 1: / must be object');
  expect(() => read(small.replace('userhub\n', 'nobody\n'))).toThrow(
    'line 4: /connections/main/provider is none of stytch, userhub',
  );
});

test.each<[string, string, string]>([
  ['nothing', '', '1  must be object'],
  ['only a comment', '# x\n', '1  must be object'],
  ['a list', '- a\n', '1  must be object'],
  ['a key twice', 'a: 1\na: 2\n', '2  Map keys must be unique'],
  ['two documents', 'a: 1\n---\nb: 2\n', '2  Source contains multiple documents; please use YAML.parseAllDocuments()'],
  ['an alias without its anchor', 'a: *b\n', '1  Unresolved alias (the anchor must be set before the alias): b'],
])('a file with %s is refused', (_name, text, fault) => {
  expect(faultsOf(text)).toContain(fault);
});

test('broken YAML is told where it breaks', () => {
  expect(faultsOf('auth:\n  sandboxKey: true\nconnections: [\n').map((each) => each.split(' ')[0])).toEqual(['4']);
});

test('aliases that multiply are not followed', () => {
  const tens = (name: string, of: string): string => `${name}: &${name} [${Array(9).fill(of).join(', ')}]\n`;
  const text = tens('a', 'x') + tens('b', '*a') + tens('c', '*b') + tens('d', '*c');
  expect(faultsOf(text)).toEqual(['1  Excessive alias count indicates a resource exhaustion attack']);
});

test('the name of a connection has a fixed form', () => {
  const text = small.replace('main:', 'Main/One:');
  expect(faultsOf(text)).toContain('3 /connections/Main~1One property name must be valid');
});

test.each(['https://', 'https://:80', 'https://256.256.256.256', 'https://api.example:99999'])(
  '%s is no URL',
  (url) => {
    expect(faultsOf(at(url))).toEqual(['5 /connections/main/baseUrl must be a URL with a host']);
  },
);

test.each([
  'https://u@h.example',
  'https://u:p@h.example',
  'https://:p@h.example',
  'https://h.example/?a=b',
  'https://h.example/#a',
])('the base URL %s is more than scheme, host and path', (url) => {
  expect(faultsOf(at(`'${url}'`))).toEqual(['5 /connections/main/baseUrl must be scheme, host and path only']);
});

const notPublic =
  '5 /connections/main/baseUrl must be https and public; set allowPrivateNetwork: true to allow http and private addresses';

test.each([
  'http://api.userhub.example',
  'https://localhost',
  'https://127.0.0.1:8081/userhub',
  'https://10.0.0.5',
  'https://[::1]',
  'https://[fd00::1]',
  'http://169.254.169.254',
])('%s needs allowPrivateNetwork', (url) => {
  expect(faultsOf(at(`'${url}'`))).toEqual([notPublic]);
  expect(faultsOf(at(`'${url}'`, '    allowPrivateNetwork: false'))).toEqual([notPublic]);
  expect(faultsOf(at(`'${url}'`, allowed))).toEqual([]);
});

test.each(['ftp://h.example', 'file:///etc/passwd', 'ws://h.example'])('%s is never allowed', (url) => {
  expect(faultsOf(at(url))).toEqual([notPublic]);
  expect(faultsOf(at(url, allowed))).toEqual(['5 /connections/main/baseUrl must be https or http']);
});

test('every credential is needed, and no other is taken', () => {
  const text = small.replace('userhub\n', 'stytch\n');
  expect(faultsOf(text)).toEqual([
    '6 /connections/main/credentials lacks projectId',
    '6 /connections/main/credentials lacks secret',
    '6 /connections/main/credentials/adminApiKey is not a credential of stytch; it takes projectId, secret',
  ]);
});

test('a credential that came out empty is refused', () => {
  expect(faultsOf(small, { API_KEY: '' })).toEqual([
    '6 /connections/main/credentials/adminApiKey must NOT have fewer than 1 characters',
  ]);
});

test('no refusal shows a value from the environment', () => {
  const text = small.replace('https://api.userhub.example', ref('URL')).replace('userhub\n', `${ref('PROVIDER')}\n`);
  const faults = faultsOf(text, { URL: 'http://s3cret.example', PROVIDER: 's3cret' });
  expect(faults).toHaveLength(2);
  expect(faults.join()).not.toContain('s3cret');
});

test('a file without any key is refused', () => {
  expect(faultsOf(small.replace(/\{ apiKeys.*\}/, '{}'))).toEqual(['1 /auth must NOT have fewer than 1 properties']);
  expect(faultsOf(small.replace(/\{ apiKeys.*\}/, '{ sandboxKey: false }'))).toEqual([
    '1 /auth/sandboxKey must be equal to constant',
  ]);
});

test.each(['orgway_sandbox', 'A'.repeat(64), 'a'.repeat(63)])('%s is no digest of a key', (sha256) => {
  expect(faultsOf(small.replace(digest, sha256))).toEqual([
    '1 /auth/apiKeys/0/sha256 must match pattern "^[0-9a-f]{64}$"',
  ]);
});
