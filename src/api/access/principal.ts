import { anyPermission } from '../../contract/permissions.ts';
import type { Permission } from './permission.ts';

/** Who calls, and what they may do where. */
export interface Principal {
  /**
   * Stands for the caller in the journal and in the audit trail: the name of a configured key, `key:` and the name of a stored
   * one, `jwt:` and the subject of a token. No two kinds can have the same.
   */
  readonly id: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Ids of the connections they may use. */
  readonly connections: 'all' | ReadonlySet<string>;
}

/** Whoever calls what is open to everybody. */
export const nobody: Principal = { id: '', permissions: new Set(), connections: new Set() };

/** Whether a principal has a permission; `any` is had with any other. `admin` stands for all of them. */
export function isPermitted({ permissions }: Principal, permission: string): boolean {
  if (permission === anyPermission) return permissions.size > 0;
  return permissions.has(permission as Permission) || permissions.has('admin');
}

/** Whether a principal may use a connection. */
export const isGranted = ({ connections }: Principal, connection: string): boolean =>
  connections === 'all' || connections.has(connection);
