import { type FetchJsonOptions, fetchJson } from './fetch-json.ts';

/** Who signs tokens, and where their keys are. */
export interface IssuerKeysOptions extends FetchJsonOptions {
  readonly issuer: string;
  /** Otherwise it is asked for by OpenID Connect Discovery. */
  readonly jwksUrl?: string;
}

/** Fetches the JSON Web Key Set of an issuer as it is. Throws an `Error` when it cannot be had. */
export async function fetchIssuerKeys({ issuer, jwksUrl, ...options }: IssuerKeysOptions): Promise<unknown> {
  const address = jwksUrl === undefined ? await discovered(issuer, options) : new URL(jwksUrl);
  return fetchJson(address, options);
}

/** What an issuer says of itself may lead to nobody else: only the configuration names whom the gateway calls. */
async function discovered(issuer: string, options: FetchJsonOptions): Promise<URL> {
  const place = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const said = (await fetchJson(place, options)) as { readonly issuer?: unknown; readonly jwks_uri?: unknown } | null;
  if (said?.issuer !== issuer) throw new Error(`${place} does not speak for the issuer ${issuer}`);
  const keys = URL.parse(String(said.jwks_uri));
  if (keys?.origin === place.origin) return keys;
  throw new Error(`the keys of ${issuer} are not at its own address: set auth.jwt.jwksUrl to where they are`);
}
