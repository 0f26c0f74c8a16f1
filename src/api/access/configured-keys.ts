import { hash, timingSafeEqual } from 'node:crypto';
import type { Authenticate } from './authenticate.ts';
import { permissionsAmong } from './permission.ts';
import type { Principal } from './principal.ts';

/** A key of the configuration: its SHA-256, never the key itself. */
export interface ConfiguredKey {
  readonly name: string;
  /** In hexadecimal. */
  readonly sha256: string;
  /** The words that the unified document lists. */
  readonly permissions: readonly string[];
  /** Ids. */
  readonly connections: 'all' | readonly string[];
  /** When it is of no use any more; never unless given. */
  readonly expires?: Date;
}

/** Composes the check of a credential against the digests in the configuration. */
export function configuredKeys(keys: readonly ConfiguredKey[], now: () => Date): Authenticate {
  const known = keys.map(({ sha256, expires, ...key }) => ({
    digest: Buffer.from(sha256, 'hex'),
    expires: expires?.getTime() ?? Number.POSITIVE_INFINITY,
    principal: principalOf(key),
  }));
  return async (credential) => {
    const digest = hash('sha256', credential, 'buffer');
    // Every key is compared, so that the time taken does not tell which one came close.
    const found = known.filter((candidate) => timingSafeEqual(candidate.digest, digest));
    return found.find(({ expires }) => expires > now().getTime())?.principal;
  };
}

const principalOf = ({ name, permissions, connections }: Omit<ConfiguredKey, 'sha256'>): Principal => ({
  id: name,
  permissions: permissionsAmong(permissions),
  connections: connections === 'all' ? 'all' : new Set(connections),
});
