import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { type Answer, call, callerUser, control, issuer, serve } from './emulated.ts';

serve();

const made = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const scope = 'openid urn:zitadel:iam:org:project:id:zitadel:aud';
let audience: string;

beforeAll(() => {
  audience = issuer();
});
beforeEach(async () => {
  const state = (await control('GET', 'state')) as { oauth: object };
  const keys = { k1: made.publicKey.export({ type: 'spki', format: 'pem' }).toString() };
  await control('PUT', 'state', { ...state, oauth: { ...state.oauth, keys } });
});

const ask = (form: Readonly<Record<string, string>>, headers = {}): Promise<Answer> =>
  call('POST', '/oauth/v2/token', new URLSearchParams(form).toString(), {
    authorization: '',
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  });
const asCaller = async ({ body }: Answer): Promise<number> =>
  (await call('GET', '/management/v1/orgs/me', undefined, { authorization: `Bearer ${body.access_token}` })).status;

const now = (): number => Math.floor(Date.now() / 1000);
async function assertion(claims: object = {}, kid = 'k1', key = made.privateKey): Promise<string> {
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const usual = { iss: callerUser, sub: callerUser, aud: audience, iat: now(), exp: now() + 60 };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(await importPKCS8(pem, 'RS256'));
}
const withAssertion = async (...made: Parameters<typeof assertion>): Promise<Answer> =>
  ask({ grant_type: grantType, scope, assertion: await assertion(...made) });

it('gives a token for the secret in the header or in the form, and for an assertion', async () => {
  const authorization = `Basic ${Buffer.from('sandbox-operator:sandbox').toString('base64')}`;
  const form = { grant_type: 'client_credentials', scope };
  for (const answer of [
    await ask(form, { authorization }),
    await ask({ ...form, client_id: 'sandbox-operator', client_secret: 'sandbox' }),
    await withAssertion(),
  ]) {
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 43_200 } });
    expect(await asCaller(answer)).toBe(200);
  }
});

it('gives a token that the APIs refuse where it was not asked for them', async () => {
  const answer = await ask({ grant_type: grantType, scope: 'openid', assertion: await assertion() });
  expect(answer.status).toBe(200);
  expect(await asCaller(answer)).toBe(401);
});

it.each([
  ['for another instance', { aud: 'https://zitadel.example' }],
  ['that has ended', { exp: now() - 5 }],
  ['from the future', { iat: now() + 3_600, exp: now() + 7_200 }],
  ['that is too old', { iat: now() - 4_000 }],
  ['of another user', { iss: '1', sub: '1' }],
])('takes no assertion %s', async (_name, claims) => {
  expect(await withAssertion(claims)).toMatchObject({ status: 500, body: { error: 'server_error' } });
});

it('takes no assertion signed by another key, or one that it does not know', async () => {
  expect(await withAssertion({}, 'k1', stranger.privateKey)).toMatchObject({ status: 500 });
  expect(await withAssertion({}, 'k2')).toMatchObject({ status: 500 });
});

it.each([
  [{}, 'invalid_request'],
  [{ grant_type: 'password' }, 'unsupported_grant_type'],
  [{ grant_type: grantType }, 'invalid_request'],
  [{ grant_type: 'client_credentials' }, 'invalid_request'],
  [{ grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'sandbox' }, 'invalid_client'],
  [{ grant_type: 'client_credentials', client_id: 'sandbox-operator', client_secret: 'wrong' }, 'invalid_request'],
])('refuses %j', async (form, error) => {
  expect(await ask(form as Readonly<Record<string, string>>)).toMatchObject({ status: 400, body: { error } });
});
