import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { closed, listening } from '../../support/gateway.ts';

/** Somebody who signs tokens, with their keys on a loopback server. */
export interface Issuer {
  readonly url: string;
  readonly jwksUrl: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** Makes the server answer something else than the keys; `undefined` makes it answer them again. */
  answer(status: number | undefined, body?: unknown): void;
  /** Adds a key, signs with it from now on, and answers its public part. */
  rotate(kid: string): Promise<JWK>;
  /** A token with good claims, but for these. */
  token(claims?: JWTPayload, header?: { readonly alg?: string; readonly kid?: string }): Promise<string>;
  stop(): Promise<void>;
}

export const audience = 'orgway';

export async function startIssuer(now: () => number): Promise<Issuer> {
  const asked: string[] = [];
  const keys: JWK[] = [];
  let signing: { readonly kid: string; readonly key: CryptoKey } | undefined;
  let instead: { readonly status: number; readonly body: unknown } | undefined;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const good = path.endsWith('openid-configuration') ? { issuer: url, jwks_uri: `${url}/keys` } : { keys };
    const { status, body } = instead ?? { status: 200, body: good };
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const url = await listening(server);
  const rotate = async (kid: string): Promise<JWK> => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const published = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
    keys.push(published);
    signing = { kid, key: privateKey };
    return published;
  };
  await rotate('first');
  return {
    url,
    jwksUrl: `${url}/keys`,
    asked,
    answer(status, body) {
      instead = status === undefined ? undefined : { status, body };
    },
    rotate,
    token: (claims = {}, header = {}) => {
      if (signing === undefined) throw new Error('no key');
      const seconds = Math.floor(now() / 1_000);
      const good = { iss: url, aud: audience, sub: 'service-7', exp: seconds + 60, scope: 'organizations:read' };
      return new SignJWT({ ...good, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: signing.kid, ...header })
        .sign(signing.key);
    },
    stop: () => closed(server),
  };
}
