import type { WithCredentials } from '../config/credentials.ts';
import type { AnyProvider } from '../translation/registered.ts';
import { credentialSets, readServiceKey } from '../translation/token-endpoint.ts';
import { privateKeyOf } from '../upstream/token/grant.ts';

/** A provider as configurations are checked against it. */
export function knownProvider(provider: AnyProvider): AnyProvider & WithCredentials {
  const { tokenEndpoint } = provider;
  const [, ...otherCredentials] = credentialSets(provider);
  if (tokenEndpoint === undefined) return provider;
  return {
    ...provider,
    otherCredentials,
    credentialFault(name, value) {
      if (name !== 'serviceAccountKey') return undefined;
      const key = readServiceKey(tokenEndpoint, value);
      if (key === undefined) {
        const { type, ...members } = tokenEndpoint.serviceAccountKey;
        return `must be the key file of a service account: JSON of the type ${type} with ${Object.values(members).join(', ')}`;
      }
      try {
        privateKeyOf(key.privateKey);
        return undefined;
      } catch (error) {
        return `cannot be used: ${(error as Error).message}`;
      }
    },
  };
}
