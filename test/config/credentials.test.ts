import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { knownProvider } from '../../src/cli/known-provider.ts';
import { checkCredentials } from '../../src/config/credentials.ts';
import zitadel from '../../src/providers/zitadel.ts';
import type { AnyProvider } from '../../src/translation/registered.ts';

const provider = knownProvider(zitadel as unknown as AnyProvider);
const choice = 'token; or clientId, clientSecret; or serviceAccountKey';

function faultsOf(given: Readonly<Record<string, unknown>>): readonly string[] {
  const faults: string[] = [];
  checkCredentials(given, provider, (path, message) => faults.push(`${path.join('/')} ${message}`.trim()));
  return faults;
}

const keyFile = (key: string, type = 'serviceaccount'): string =>
  JSON.stringify({ type, keyId: 'key-1', key, userId: 'user-1' });
const pem = (type: 'rsa' | 'ed25519'): string => {
  const made = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  return made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};

test('each set of credentials is enough', () => {
  for (const given of [
    { token: 't' },
    { clientId: 'i', clientSecret: 's' },
    { serviceAccountKey: keyFile(pem('rsa')) },
  ]) {
    expect(faultsOf(given)).toEqual([]);
  }
});

test('no set at all, half of one, two at once and a stranger are told apart', () => {
  expect(faultsOf({})).toEqual([`lacks ${choice}`]);
  expect(faultsOf({ clientId: 'i' })).toEqual(['lacks clientSecret']);
  expect(faultsOf({ token: 't', clientId: 'i' })).toEqual([`clientId does not go with token; zitadel takes ${choice}`]);
  expect(faultsOf({ token: 't', apiKey: 'k' })).toEqual([`apiKey is not a credential of zitadel; it takes ${choice}`]);
});

test.each([
  ['no JSON', 's3cret', 'must be the key file'],
  ['of another kind', keyFile('s3cret', 'application'), 'must be the key file'],
  ['without a key', JSON.stringify({ type: 'serviceaccount', keyId: '1', userId: '2' }), 'must be the key file'],
  ['with a key that is none', keyFile('s3cret'), 'cannot be used: the private key is not an RSA key in PEM'],
  [
    'with a key for other signatures',
    keyFile(pem('ed25519')),
    'cannot be used: the private key is not an RSA key in PEM',
  ],
])('a key file %s is a fault, and is not repeated', (_name, serviceAccountKey, message) => {
  const faults = faultsOf({ serviceAccountKey });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(`serviceAccountKey ${message}`);
  expect(faults[0]).not.toContain('s3cret');
});
