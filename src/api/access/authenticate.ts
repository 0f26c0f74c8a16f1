import { Problem } from '../../problem/problem.ts';
import type { Principal } from './principal.ts';

/**
 * Tells whose credential, sent as `Authorization: Bearer`, this is; undefined when it is not one of these. Throws `unauthenticated`
 * where more can be said of what is wrong with it, `authentication-unavailable` where that cannot be told now.
 */
export type Authenticate = (credential: string) => Promise<Principal | undefined>;

/** Composes several kinds of credential: the first that knows one tells whose it is. */
export const anyOf =
  (kinds: readonly Authenticate[]): Authenticate =>
  async (credential) => {
    for (const authenticate of kinds) {
      const principal = await authenticate(credential);
      if (principal !== undefined) return principal;
    }
    return undefined;
  };

/** The credential in an `Authorization` header. Throws `unauthenticated` when it holds none. */
export function credentialIn(authorization: string): string {
  const [, credential] = /^bearer +([^\s]+)$/i.exec(authorization) ?? [];
  if (credential === undefined) throw new Problem('unauthenticated');
  return credential;
}
