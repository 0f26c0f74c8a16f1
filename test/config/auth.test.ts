import { expect, test } from 'vitest';
import { digest, faultsOf, read, small } from './files.ts';

/** The smallest file with another `auth`, on line 1. */
const withAuth = (auth: string): string => small.replace(/^auth: .*$/m, `auth: ${auth}`);
const key = (more: string): string => withAuth(`{ apiKeys: [{ name: ci, sha256: ${digest}, ${more} }] }`);
const jwt = (more: string): string => withAuth(`{ jwt: { audience: orgway, ${more} } }`);

test('a key says what it may do, where, and until when', () => {
  const { apiKeys } = read(key("permissions: [members:read], connections: [main], expires: '2027-01-01T00:00:00Z'"));
  expect(apiKeys).toEqual([
    {
      name: 'ci',
      sha256: digest,
      permissions: ['members:read'],
      connections: ['main'],
      expires: new Date('2027-01-01T00:00:00Z'),
    },
  ]);
});

test.each([
  ['permissions: [admin]', "1 /auth/apiKeys/0/connections must have required property 'connections'"],
  ['connections: all', "1 /auth/apiKeys/0/permissions must have required property 'permissions'"],
  [
    'permissions: [root], connections: all',
    '1 /auth/apiKeys/0/permissions/0 must be equal to one of the allowed values',
  ],
  ['permissions: [admin], connections: every', '1 /auth/apiKeys/0/connections must be equal to constant'],
  ['permissions: [admin], connections: 7', '1 /auth/apiKeys/0/connections must be array'],
  [
    'permissions: [admin], connections: [mian]',
    '1 /auth/apiKeys/0/connections/0 is none of the connections of this file',
  ],
  ['permissions: [admin], connections: all, expires: soon', '1 /auth/apiKeys/0/expires must match format "date-time"'],
])('a key with %s is refused: what is not granted is not granted', (more, fault) => {
  expect(faultsOf(key(more))).toEqual([fault]);
});

test('stored keys are accepted unless that is switched off, and may be the only way in', () => {
  expect(read(small).storedKeys).toBe(true);
  expect(read(withAuth('{ storedKeys: true }'))).toMatchObject({ apiKeys: [], storedKeys: true });
  expect(read(small.replace('auth: {', 'auth: { storedKeys: false,')).storedKeys).toBe(false);
  expect(faultsOf(withAuth('{ storedKeys: false }'))).toEqual([
    '1 /auth/storedKeys leaves no way in: let stored keys in, or add apiKeys or jwt',
  ]);
});

test('without a way in there is no gateway', () => {
  expect(faultsOf(withAuth('{}'))).toEqual(['1 /auth must NOT have fewer than 1 properties']);
  expect(faultsOf(small.replace(/^auth: .*\n/, ''))).toEqual(["1 /auth must have required property 'auth'"]);
});

test('tokens are read by everything that is usual, unless told otherwise', () => {
  const { tokens } = read(jwt('issuer: https://id.example'));
  expect(tokens).toMatchObject({
    issuer: 'https://id.example',
    audience: 'orgway',
    permissionsClaim: 'scope',
    connections: { claim: 'connections' },
    allowPrivateNetwork: false,
  });
  expect(tokens?.algorithms).not.toEqual(expect.arrayContaining([expect.stringMatching(/^HS|none/i)]));
  const told =
    'issuer: https://id.example, jwksUrl: https://keys.example/k, algorithms: [EdDSA], permissionsClaim: roles';
  expect(read(jwt(`${told}, connections: all`)).tokens).toMatchObject({
    jwksUrl: 'https://keys.example/k',
    algorithms: ['EdDSA'],
    permissionsClaim: 'roles',
    connections: 'all',
  });
  expect(read(jwt(`${told}, connectionsClaim: at`)).tokens).toMatchObject({ connections: { claim: 'at' } });
});

test.each([
  ['issuer: http://id.example', '/auth/jwt/issuer must be https; allowPrivateNetwork: true allows http'],
  ['issuer: https://10.0.0.7', '/auth/jwt/issuer must be public; allowPrivateNetwork: true allows private addresses'],
  ['issuer: https://a:b@id.example', '/auth/jwt/issuer must be a URL of scheme, host and path'],
  [
    'issuer: file:///etc/passwd, allowPrivateNetwork: true',
    '/auth/jwt/issuer must be https; allowPrivateNetwork: true allows http',
  ],
  [
    'issuer: https://id.example, jwksUrl: http://id.example',
    '/auth/jwt/jwksUrl must be https; allowPrivateNetwork: true allows http',
  ],
  [
    'issuer: https://id.example, algorithms: [HS256]',
    '/auth/jwt/algorithms/0 must be equal to one of the allowed values',
  ],
  [
    'issuer: https://id.example, algorithms: [none]',
    '/auth/jwt/algorithms/0 must be equal to one of the allowed values',
  ],
  ['issuer: https://id.example, connections: [main]', '/auth/jwt/connections must be equal to constant'],
  [
    'issuer: https://id.example, connections: all, connectionsClaim: at',
    '/auth/jwt/connectionsClaim says nothing where connections is all',
  ],
  ['jwksUrl: https://id.example', "/auth/jwt/issuer must have required property 'issuer'"],
])('jwt with %s is refused', (more, fault) => {
  expect(faultsOf(jwt(more))).toEqual([`1 ${fault}`]);
});

test('an issuer within is fine where that is allowed', () => {
  expect(faultsOf(jwt('issuer: http://127.0.0.1:9, allowPrivateNetwork: true'))).toEqual([]);
});
