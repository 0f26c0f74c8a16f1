import { createHmac } from 'node:crypto';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
  type CryptoKey as PublicKey,
  SignJWT,
} from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Authenticate } from '../../../src/api/access/authenticate.ts';
import { createKeySet } from '../../../src/api/access/key-set.ts';
import { type TokenRules, tokens } from '../../../src/api/access/tokens.ts';
import { fetchIssuerKeys } from '../../../src/upstream/issuer-keys.ts';
import { problemOf } from '../../support/caught.ts';
import { audience, type Issuer, startIssuer } from './issuer.ts';

const day = new Date('2026-11-22T12:00:00Z').getTime();
const seconds = (after: number): number => day / 1_000 + after;
let clock: number;
let issuer: Issuer;
let failures: string[];
beforeEach(async () => {
  clock = 0;
  failures = [];
  issuer = await startIssuer(() => day);
});
afterEach(() => issuer.stop());

function trusting(more: Partial<TokenRules> = {}, jwksUrl: string | undefined = issuer.jwksUrl): Authenticate {
  const rules: TokenRules = {
    issuer: issuer.url,
    audience,
    algorithms: ['ES256', 'RS256', 'EdDSA'],
    permissionsClaim: 'scope',
    connections: { claim: 'connections' },
    ...more,
  };
  const where = jwksUrl === '' ? {} : { jwksUrl };
  const keys = createKeySet({
    fetchKeys: () =>
      fetchIssuerKeys({ issuer: issuer.url, ...where, allowPrivateNetwork: true, timeoutMs: 2_000, maxBytes: 10_000 }),
    clock: () => clock,
    failed: (error) => failures.push((error as Error).message),
  });
  return tokens({ rules, keys, mask: (text) => text.replace(/.*[@ ].*/, 'hashed:x'), now: () => new Date(day) });
}
const refusalOf = (authenticate: Authenticate, token: string) => problemOf(() => authenticate(token));

test('a token stands for its subject, with what its claims say', async () => {
  const token = await issuer.token({ scope: 'openid members:read  audit:read x', connections: ['a', 'b', 7] });
  expect(await trusting()(token)).toEqual({
    id: 'jwt:service-7',
    permissions: new Set(['members:read', 'audit:read']),
    connections: new Set(['a', 'b']),
  });
});

test('claims of other names and forms are read as configured', async () => {
  const rules = { permissionsClaim: 'roles', connections: { claim: 'at' } };
  const token = await issuer.token({ roles: ['admin', 'cook'], at: 'a b', connections: 'c' });
  expect(await trusting(rules)(token)).toMatchObject({
    permissions: new Set(['admin']),
    connections: new Set(['a', 'b']),
  });
});

test('without a claim a token is good for nothing, unless all connections are granted to all tokens', async () => {
  const token = await issuer.token({ scope: undefined });
  expect(await trusting()(token)).toMatchObject({ permissions: new Set(), connections: new Set() });
  expect(await trusting({ connections: 'all' })(token)).toMatchObject({ connections: 'all' });
  for (const odd of [null, 7, true, { admin: true }, [['admin']]]) {
    expect(await trusting()(await issuer.token({ scope: odd }))).toMatchObject({ permissions: new Set() });
  }
});

test('an address of a person is recorded masked, and nobody can pass for what is masked', async () => {
  expect(await trusting()(await issuer.token({ sub: 'zoe@example.com' }))).toMatchObject({ id: 'jwt:hashed:x' });
  expect(await trusting()(await issuer.token({ sub: 'hashed:y' }))).toMatchObject({ id: 'jwt:hashed:x' });
});

test('what has not the form of a token is left to others', async () => {
  for (const text of ['orgway_sandbox', 'a.b', 'a.b.c.d', 'a b.c.d']) expect(await trusting()(text)).toBeUndefined();
  expect(issuer.asked).toEqual([]);
});

test.each([
  ['expired', { exp: seconds(-6) }],
  ['without expiry', { exp: undefined }],
  ['not valid yet', { nbf: seconds(60) }],
  ['for somebody else', { aud: 'another' }],
  ['for nobody', { aud: undefined }],
  ['of another issuer', { iss: 'https://issuer.example' }],
  ['without subject', { sub: undefined }],
  ['with an empty subject', { sub: '' }],
  ['with a subject that is no text', { sub: 7 as unknown as string }],
])('a token that is %s is refused', async (_what, claims) => {
  expect(await refusalOf(trusting(), await issuer.token(claims))).toMatchObject({ code: 'unauthenticated' });
});

test('clocks may differ by a few seconds', async () => {
  expect(await trusting()(await issuer.token({ exp: seconds(-4), nbf: seconds(4) }))).toBeDefined();
});

test('one for several is good when we are among them', async () => {
  expect(await trusting()(await issuer.token({ aud: ['another', audience] }))).toBeDefined();
});

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a token that nobody signed is refused, in every way of saying so', async () => {
  const [, payload = '', signature = ''] = (await issuer.token()).split('.');
  for (const alg of ['none', 'None', 'NONE', '']) {
    for (const end of ['', signature]) {
      const token = `${encoded({ alg, kid: 'first' })}.${payload}.${end}`;
      expect(await refusalOf(trusting(), token)).toMatchObject({ code: 'unauthenticated' });
    }
  }
});

test('the public key is no secret to sign with', async () => {
  const published = (await issuer.rotate('second')) as JWK;
  const pem = await exportSPKI((await importJWK(published, 'ES256', { extractable: true })) as PublicKey);
  const [, payload = ''] = (await issuer.token()).split('.');
  for (const secret of [pem, pem.trim(), JSON.stringify(published), published.x ?? '']) {
    const signed = `${encoded({ alg: 'HS256', kid: 'second' })}.${payload}`;
    const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    expect(await refusalOf(trusting(), token)).toMatchObject({ code: 'unauthenticated' });
  }
});

test('an altered token is refused, and so is one whose key comes along with it', async () => {
  const [header, , signature] = (await issuer.token()).split('.');
  const altered = encoded({ iss: issuer.url, aud: audience, sub: 'root', exp: seconds(60), scope: 'admin' });
  expect(await refusalOf(trusting(), `${header}.${altered}.${signature}`)).toMatchObject({ code: 'unauthenticated' });
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const brought = await new SignJWT({ iss: issuer.url, aud: audience, sub: 'root', exp: seconds(60) })
    .setProtectedHeader({ alg: 'ES256', kid: 'first', jwk: await exportJWK(publicKey), jku: 'http://127.0.0.1:9/keys' })
    .sign(privateKey);
  expect(await refusalOf(trusting(), brought)).toMatchObject({ code: 'unauthenticated' });
});

test('an algorithm that is not configured is refused', async () => {
  expect(await refusalOf(trusting({ algorithms: ['RS256'] }), await issuer.token())).toMatchObject({
    code: 'unauthenticated',
  });
});

test('only who holds a token of ours is told what is wrong with it', async () => {
  const expired = await issuer.token({ exp: seconds(-60) });
  expect((await refusalOf(trusting(), expired)).message).toContain('has expired');
  const forged = `${expired.split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`;
  expect((await refusalOf(trusting(), forged)).message).not.toContain('expired');
});

test('keys are fetched once, and again when the issuer has a new one, but not more than twice a minute', async () => {
  const authenticate = trusting();
  for (let number = 0; number < 20; number += 1) await authenticate(await issuer.token());
  expect(issuer.asked).toEqual(['/keys']);
  await issuer.rotate('second');
  clock = 29_000;
  expect(await refusalOf(authenticate, await issuer.token())).toMatchObject({ code: 'unauthenticated' });
  clock = 30_000;
  expect(await authenticate(await issuer.token())).toBeDefined();
  for (const kid of ['x', 'y', 'z']) {
    clock += 9_000;
    await refusalOf(authenticate, await issuer.token({}, { kid }));
  }
  expect(issuer.asked).toHaveLength(2);
});

test('tokens that come together fetch the keys once', async () => {
  const [authenticate, token] = [trusting(), await issuer.token()];
  await Promise.all(Array.from({ length: 20 }, () => authenticate(token)));
  expect(issuer.asked).toEqual(['/keys']);
});

test('when the issuer is away its keys go on for a day, and nobody waits for new ones', async () => {
  const [authenticate, token] = [trusting(), await issuer.token()];
  await authenticate(token);
  issuer.answer(500);
  clock = 24 * 3_600_000 - 1;
  expect(await authenticate(token)).toBeDefined();
  clock += 2_000;
  expect(await refusalOf(authenticate, token)).toMatchObject({ code: 'authentication-unavailable', status: 503 });
  issuer.answer(undefined);
  clock += 2_000;
  expect(await authenticate(token)).toBeDefined();
});

test.each([
  ['an error', 503, '{}'],
  ['a redirect', 302, '{}'],
  ['no JSON', 200, '<html>'],
  ['no keys', 200, '{"keys":7}'],
  ['nothing', 200, 'null'],
  ['far too much', 200, `{"keys":[],"x":"${'x'.repeat(20_000)}"}`],
])('an issuer that answers %s gives no keys: who calls cannot be told', async (_what, status, body) => {
  issuer.answer(status, body);
  const [authenticate, token] = [trusting(), await issuer.token()];
  expect(await refusalOf(authenticate, token)).toMatchObject({ code: 'authentication-unavailable' });
  await refusalOf(authenticate, token);
  expect([issuer.asked, failures.length]).toEqual([['/keys'], 1]);
  issuer.answer(undefined);
  clock = 2_000;
  expect(await authenticate(token)).toBeDefined();
});

test('unless told, the issuer is asked where its keys are', async () => {
  expect(await trusting({}, '')(await issuer.token())).toBeDefined();
  expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
});

test.each([
  ['speaks for another', (url: string) => ({ issuer: 'https://issuer.example', jwks_uri: `${url}/keys` })],
  ['has its keys elsewhere', (url: string) => ({ issuer: url, jwks_uri: 'http://127.0.0.1:9/keys' })],
  ['names no place', (url: string) => ({ issuer: url })],
])('an issuer that %s is not followed', async (_what, said) => {
  issuer.answer(200, said(issuer.url));
  const token = await issuer.token();
  expect(await refusalOf(trusting({}, ''), token)).toMatchObject({ code: 'authentication-unavailable' });
  expect(issuer.asked).toEqual(['/.well-known/openid-configuration']);
});
