import { jsonObject } from '../upstream/token/json-object.ts';

/** A service account's private key, as assertions are signed with it. */
export interface ServiceKey {
  readonly keyId: string;
  /** The account that the key proves. */
  readonly account: string;
  /** PEM. */
  readonly privateKey: string;
}

/**
 * Where an access token is got that takes the place of a provider's one usual credential: for a client's secret (RFC 6749 section
 * 4.4), or for an assertion signed with a service account's key (RFC 7523).
 */
export interface TokenEndpoint {
  /** Below the connection's base URL, which assertions are addressed to. */
  readonly path: string;
  readonly scope: string;
  /** A key file is a JSON object of this type, with the members of these names. */
  readonly serviceAccountKey: { readonly type: string } & Readonly<Record<keyof ServiceKey, string>>;
}

/** What a connection can be given instead of an access token, under the names that configurations use for every provider. */
const tokenCredentials = [['clientId', 'clientSecret'], ['serviceAccountKey']] as const;

/** Every set of credentials that a connection can be given, the usual one first. */
export const credentialSets = ({
  credentials,
  tokenEndpoint,
}: {
  readonly credentials: readonly string[];
  readonly tokenEndpoint?: TokenEndpoint;
}): readonly (readonly string[])[] =>
  tokenEndpoint === undefined ? [credentials] : [credentials, ...tokenCredentials];

/** The key in the text of a key file; undefined when it is none. */
export function readServiceKey({ serviceAccountKey }: TokenEndpoint, text: string): ServiceKey | undefined {
  const { type, ...names } = serviceAccountKey;
  const file = jsonObject(text);
  const { [names.keyId]: keyId, [names.account]: account, [names.privateKey]: privateKey } = file;
  const whole = typeof keyId === 'string' && typeof account === 'string' && typeof privateKey === 'string';
  return whole && file.type === type ? { keyId, account, privateKey } : undefined;
}
