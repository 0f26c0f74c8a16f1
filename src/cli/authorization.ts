import { performance } from 'node:perf_hooks';
import type { ConnectionConfig } from '../config/model.ts';
import type { AnyProvider } from '../translation/registered.ts';
import { readServiceKey, type TokenEndpoint } from '../translation/token-endpoint.ts';
import { type Authorization, fixedAuthorization } from '../upstream/authorization.ts';
import { createClient } from '../upstream/client.ts';
import { fetchToken } from '../upstream/token/fetch-token.ts';
import { clientCredentials, type Grant, jwtBearer, privateKeyOf } from '../upstream/token/grant.ts';
import { createTokenSource } from '../upstream/token/token-source.ts';

/** A token that takes longer to get helps none of the calls that wait for it. */
const tokenTimeoutMs = 10_000;

/**
 * Where the credentials of a connection's upstream calls come from; nothing is fetched before the first call. `fetched` hears of
 * every access token, which is a secret that no configuration tells of.
 */
export function authorizationOf(
  provider: AnyProvider,
  config: ConnectionConfig,
  fetched: (token: string) => void,
): Authorization {
  const { credentials, timeoutMs } = config;
  const { tokenEndpoint } = provider;
  const grant = tokenEndpoint && grantOf(tokenEndpoint, config);
  if (tokenEndpoint === undefined || grant === undefined) return fixedAuthorization(provider.authorize(credentials));
  const client = createClient({
    ...config,
    timeoutMs: Math.min(timeoutMs, tokenTimeoutMs),
    concurrency: 1,
    // The token source has a cooldown of its own, and no read that could find out that the endpoint is back.
    resilience: { ...config.resilience, breaker: undefined, rateLimit: undefined },
  });
  const { path, scope } = tokenEndpoint;
  const [name = ''] = provider.credentials;
  return createTokenSource({
    fetch: () => fetchToken({ client, path, scope }, grant),
    headersOf: (token) => provider.authorize({ [name]: token }),
    fetched,
    close: () => client.close(),
    clock: () => performance.now(),
  });
}

/** What tokens are asked for with; undefined where the credentials are no such ones. Throws an `Error` for a key that is none. */
function grantOf(
  endpoint: TokenEndpoint,
  { baseUrl, credentials: { clientId, clientSecret, serviceAccountKey } }: ConnectionConfig,
): Grant | undefined {
  if (clientId !== undefined && clientSecret !== undefined) return clientCredentials(clientId, clientSecret);
  if (serviceAccountKey === undefined) return undefined;
  const key = readServiceKey(endpoint, serviceAccountKey);
  if (key === undefined) throw new Error('the service account key is none');
  return jwtBearer({ ...key, privateKey: privateKeyOf(key.privateKey) }, baseUrl.replace(/\/$/, ''));
}
