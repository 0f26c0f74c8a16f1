import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

/** What a token is asked for with: the form's own fields, and a header that proves the client where the form does not. */
export interface GrantRequest {
  readonly form: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the request for one token. */
export type Grant = () => Promise<GrantRequest>;

/** A client proves itself with its secret (RFC 6749 section 4.4), which goes into the header (section 2.3.1). */
export function clientCredentials(id: string, secret: string): Grant {
  const proof = Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`, 'utf8').toString('base64');
  const request = { form: { grant_type: 'client_credentials' }, headers: { authorization: `Basic ${proof}` } };
  return () => Promise.resolve(request);
}

/** A key of a service account, ready to sign. */
export interface SigningKey {
  readonly keyId: string;
  readonly account: string;
  readonly privateKey: KeyObject;
}

/** Reads a private RSA key in PEM. Throws an `Error` that holds nothing of it when it is none. */
export function privateKeyOf(pem: string): KeyObject {
  const key = ((): KeyObject | undefined => {
    try {
      return createPrivateKey(pem);
    } catch {
      return undefined;
    }
  })();
  if (key?.asymmetricKeyType !== 'rsa') throw new Error('the private key is not an RSA key in PEM');
  return key;
}

const assertionLifetime = '5m';

/** A service account proves itself with an assertion that its key signs (RFC 7523 section 2.1), a new one each time. */
export const jwtBearer =
  ({ keyId, account, privateKey }: SigningKey, audience: string): Grant =>
  async () => {
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'RS256', kid: keyId })
      .setIssuer(account)
      .setSubject(account)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(assertionLifetime)
      .sign(privateKey);
    return { form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }, headers: {} };
  };

const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
