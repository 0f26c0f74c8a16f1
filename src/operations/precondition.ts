import { Problem } from '../problem/problem.ts';
import type { BoundConnection, PreparedRun, UnifiedCall } from '../translation/bind.ts';
import type { Organization } from '../translation/unified.ts';

/**
 * What reads the organization of a call; undefined where the call names none. In the connection's own name: whoever may call may
 * read, and an upstream that checks an acting member's rights does so where something is written.
 */
export function organizationReader(
  { operations }: BoundConnection,
  { path: { organization } }: Pick<UnifiedCall, 'path'>,
): PreparedRun | undefined {
  if (organization === undefined) return undefined;
  return operations.getOrganization.prepare({ ...plainRead, path: { organization } });
}

/** A call that reads, without what it reads. */
export const plainRead = {
  query: {},
  body: undefined,
  page: undefined,
  includeRaw: false,
  actingSession: { token: undefined, jwt: undefined },
} as const;

/** The organization of a call as it is now; undefined where the call names none. Throws `Problem`. */
export async function currentOrganization(
  connection: BoundConnection,
  call: Pick<UnifiedCall, 'path'>,
): Promise<Organization | undefined> {
  return (await organizationReader(connection, call)?.run()) as Organization | undefined;
}

/** Refuses a call whose organization is not as the caller saw it last. Lists may show less, so etags are compared with a read. */
export function demandMatch(organization: Organization | undefined, etag: string | undefined): void {
  if (etag === undefined || organization === undefined || organization.etag === etag) return;
  throw new Problem('precondition-failed', { outcome: 'not_applied' });
}
