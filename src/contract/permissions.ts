import type { OpenAPIV3_1 } from 'openapi-types';
import { operationsOf } from './document.ts';

/** What an operation names when every caller who is permitted anything may use it. */
export const anyPermission = 'any';

/** The permissions that a document lists, each with what it lets a caller do. */
export interface PermissionsOf {
  readonly 'x-permissions': Readonly<Record<string, string>>;
}

/**
 * Throws an `Error` unless every operation of the unified document either is open (`security: []`) or names a permission that
 * the document lists under `x-permissions`: what nobody thought of is not to be served.
 */
export function demandPermissions(document: OpenAPIV3_1.Document & PermissionsOf): void {
  const known = [anyPermission, ...Object.keys(document['x-permissions'])];
  const faults = [...operationsOf(document).values()].flatMap(({ id, open, permission }) => {
    if (open) return permission === undefined ? [] : [`${id} is open to everybody, so it cannot need a permission`];
    if (permission === undefined) return [`${id} needs an x-permission, or security: [] to be open to everybody`];
    return known.includes(permission) ? [] : [`${id} names the permission ${permission}, which is none of ${known}`];
  });
  if (faults.length > 0) throw new Error(faults.join('; '));
}
