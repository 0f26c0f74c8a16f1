import { timingSafeEqual } from 'node:crypto';
import { digestOf, readKey } from '../../operations/keys/key.ts';
import { principalOf } from '../../operations/keys/key-records.ts';
import type { KeyRing, RingKey } from '../../operations/keys/key-ring.ts';
import { Problem } from '../../problem/problem.ts';
import type { Authenticate } from './authenticate.ts';
import { permissionsAmong } from './permission.ts';
import type { Principal } from './principal.ts';

/** Composes the check of a credential against the keys in the database. */
export function storedKeys(ring: KeyRing): Authenticate {
  const principals = new WeakMap<RingKey, Principal>();
  return async (credential) => {
    const read = readKey(credential);
    if (read === undefined) return undefined;
    if (!read.whole) {
      throw new Problem('unauthenticated', {
        detail: 'The API key is not whole: it was mistyped, or cut when it was copied. Copy it again.',
      });
    }
    const key = await ring.find(read.id);
    if (key === undefined || !timingSafeEqual(key.sha256, digestOf(credential))) return undefined;
    const principal = principals.get(key) ?? storedPrincipal(key);
    principals.set(key, principal);
    return principal;
  };
}

const storedPrincipal = ({ name, permissions, connections }: RingKey): Principal => ({
  id: principalOf(name),
  permissions: permissionsAmong(permissions),
  connections: connections === 'all' ? 'all' : new Set(connections),
});
