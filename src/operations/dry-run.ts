import { Problem } from '../problem/problem.ts';
import type { BoundConnection, PreparedRun, UnifiedCall } from '../translation/bind.ts';
import type { Member, UnifiedOperationId } from '../translation/unified.ts';
import { currentOrganization, demandMatch, organizationReader, plainRead } from './precondition.ts';

/** Says what a mutation would do: reads are made, no write is. Throws the `Problem` that the call itself would end in. */
export async function dryRun(
  connection: BoundConnection,
  action: UnifiedOperationId,
  call: UnifiedCall,
  prepared: PreparedRun,
  ifMatch: string | undefined,
): Promise<object> {
  const { facts } = connection.operations[action];
  const organization = await currentOrganization(connection, call);
  demandMatch(organization, ifMatch);
  const member = await currentMember(connection, call);
  // The call itself reads first where it has something to compare.
  const compared = ifMatch === undefined ? undefined : await organizationReader(connection, call)?.plan();
  const { reversible = true, destroys = [], effects, note } = facts;
  return {
    dryRun: true,
    action,
    requests: [...(compared ?? []), ...(await prepared.plan())],
    ...(organization === undefined ? {} : { organization }),
    ...(member === undefined ? {} : { member }),
    reversible,
    destroys,
    ...(effects === undefined ? {} : { effects }),
    warnings: note === undefined ? [] : [note],
  };
}

async function currentMember({ operations }: BoundConnection, call: UnifiedCall): Promise<Member | undefined> {
  const { organization, member } = call.path;
  if (organization === undefined || member === undefined) return undefined;
  try {
    return (await operations.getMember.prepare({ ...plainRead, path: { organization, member } }).run()) as Member;
  } catch (error) {
    // Whether the call minds is up to the call.
    if (error instanceof Problem && error.code === 'not-found') return undefined;
    throw error;
  }
}
