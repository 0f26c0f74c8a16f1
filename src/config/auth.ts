import { createHash } from 'node:crypto';
import type { ConfiguredKey } from '../api/access/configured-keys.ts';
import { isInternal } from '../upstream/internal-address.ts';
import { type Loose, objectOf } from './loose.ts';
import type { AuthConfig, TokensConfig } from './model.ts';

/** Who is let in, as it is written. */
export interface WrittenAuth {
  readonly sandboxKey?: true;
  readonly storedKeys?: boolean;
  readonly apiKeys?: readonly (Omit<ConfiguredKey, 'expires'> & { readonly expires?: string })[];
  readonly jwt?: Pick<TokensConfig, 'issuer' | 'audience' | 'jwksUrl'> & {
    readonly algorithms?: readonly string[];
    readonly permissionsClaim?: string;
    readonly connections?: 'all';
    readonly connectionsClaim?: string;
    readonly allowPrivateNetwork?: boolean;
  };
}

type Report = (path: readonly string[], message: string) => void;

/** The key that the sandbox accepts. */
export const sandboxKey = 'orgway_sandbox';

const sandboxConfig: ConfiguredKey = {
  name: 'sandbox',
  sha256: createHash('sha256').update(sandboxKey).digest('hex'),
  permissions: ['admin'],
  connections: 'all',
};

/** Those by which a public key verifies what only its private key can sign. */
const asymmetric = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Who is let in, with everything that was left to us. */
export function authOf({ sandboxKey: sandbox, storedKeys, apiKeys = [], jwt }: WrittenAuth): AuthConfig {
  return {
    apiKeys: [
      ...(sandbox === true ? [sandboxConfig] : []),
      ...apiKeys.map(({ expires, ...key }) => ({
        ...key,
        ...(expires === undefined ? {} : { expires: new Date(expires) }),
      })),
    ],
    storedKeys: storedKeys ?? true,
    ...(jwt === undefined ? {} : { tokens: tokensOf(jwt) }),
  };
}

const tokensOf = ({
  issuer,
  audience,
  jwksUrl,
  algorithms,
  permissionsClaim,
  connections,
  connectionsClaim,
  allowPrivateNetwork,
}: NonNullable<WrittenAuth['jwt']>): TokensConfig => ({
  issuer,
  audience,
  ...(jwksUrl === undefined ? {} : { jwksUrl }),
  algorithms: algorithms ?? asymmetric,
  permissionsClaim: permissionsClaim ?? 'scope',
  connections: connections ?? { claim: connectionsClaim ?? 'connections' },
  allowPrivateNetwork: allowPrivateNetwork ?? false,
});

/** Checks what the schema cannot: what is written may have the wrong shape, which is a fault of its own. */
export function checkAuth({ auth, connections }: Loose, fault: Report): void {
  const { apiKeys, jwt, ...others } = objectOf(auth);
  for (const [index, key] of (Array.isArray(apiKeys) ? apiKeys : []).entries()) {
    const granted = objectOf(key).connections;
    for (const [place, id] of (Array.isArray(granted) ? granted : []).entries()) {
      if (typeof id !== 'string' || Object.hasOwn(objectOf(connections), id)) continue;
      fault(
        ['auth', 'apiKeys', String(index), 'connections', String(place)],
        'is none of the connections of this file',
      );
    }
  }
  const { issuer, jwksUrl, allowPrivateNetwork, ...claims } = objectOf(jwt);
  for (const [name, url] of Object.entries({ issuer, jwksUrl })) {
    checkUrl(url, allowPrivateNetwork === true, (message) => fault(['auth', 'jwt', name], message));
  }
  if (claims.connections !== undefined && claims.connectionsClaim !== undefined) {
    fault(['auth', 'jwt', 'connectionsClaim'], 'says nothing where connections is all');
  }
  if (others.storedKeys === false && others.sandboxKey === undefined && apiKeys === undefined && jwt === undefined) {
    fault(['auth', 'storedKeys'], 'leaves no way in: let stored keys in, or add apiKeys or jwt');
  }
}

function checkUrl(url: unknown, privateAllowed: boolean, fault: (message: string) => void): void {
  if (typeof url !== 'string') return;
  const parsed = URL.parse(url);
  if (parsed === null || parsed.hash !== '' || parsed.username !== '' || parsed.password !== '') {
    fault('must be a URL of scheme, host and path');
  } else if (parsed.protocol !== 'https:' && !(privateAllowed && parsed.protocol === 'http:')) {
    fault('must be https; allowPrivateNetwork: true allows http');
  } else if (!privateAllowed && isInternal(parsed.hostname)) {
    fault('must be public; allowPrivateNetwork: true allows private addresses');
  }
}
