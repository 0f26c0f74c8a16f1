import type { Operation } from '../../contract/document.ts';
import { anyPermission } from '../../contract/permissions.ts';
import { Problem } from '../../problem/problem.ts';
import { isPermitted, nobody, type Principal } from './principal.ts';

/**
 * Composes, once, who may call an operation; the result answers the principal or throws `unauthenticated` or
 * `permission-denied`, which tells of a mutation that nothing was done. Throws an `Error` for an operation that is not open and
 * names no permission.
 */
export function authorization(
  { id, open, permission, allConnections }: Operation,
  mutation: boolean,
): (principal: Principal | undefined) => Principal {
  if (open) return (principal = nobody) => principal;
  if (permission === undefined) throw new Error(`${id} names no permission, so nobody may be let in`);
  return (principal) => {
    if (principal === undefined) throw new Problem('unauthenticated');
    if (!isPermitted(principal, permission)) throw lacking(permission).with(mutation ? { outcome: 'not_applied' } : {});
    if (allConnections && principal.connections !== 'all') {
      throw new Problem('permission-denied', {
        detail: 'The answer tells of every connection; ask an administrator for a key that is granted all of them.',
      });
    }
    return principal;
  };
}

/** Throws `permission-denied`, which names what is lacking, unless a principal has a permission. */
export function demandPermission(principal: Principal, permission: string): void {
  if (!isPermitted(principal, permission)) throw lacking(permission);
}

const lacking = (permission: string): Problem =>
  new Problem('permission-denied', {
    detail: `This needs ${permission === anyPermission ? 'any permission at all' : `the permission ${permission}`}; ask an administrator for a key that has it.`,
  });
