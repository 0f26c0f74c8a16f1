import type { BodyOf, UnifiedOperationId } from '../unified.ts';
import { draftOf } from './draft.ts';
import type { Probe, ProbeCall, Step } from './probe.ts';
import { otherId } from './sample.ts';
import { noMembers, noOrganizations, type Shown } from './shown.ts';

/** The call of a mutation, or the reason why there is none to make. */
type Rehearsal = ProbeCall | string;

/**
 * Plans every mutation as a dry run does, and looks for what it would write: that makes the reads which Orgway makes only before a
 * write or to settle one. Nothing is written.
 */
export function rehearsals(probe: Probe, shown: Shown): readonly Step[] {
  return Object.entries(callsOf(probe, shown)).map(([id, call]) => {
    const self = { unifiedOperation: id as UnifiedOperationId, what: 'what it reads before and after it writes' };
    return {
      ...self,
      async run() {
        const made = call();
        if (typeof made === 'string') probe.skip(self, made);
        else await probe.rehearse(self, made);
      },
    };
  });
}

type Mutation = Exclude<
  UnifiedOperationId,
  'listOrganizations' | 'getOrganization' | 'listExternalAccounts' | 'listMembers' | 'getMember'
>;

function callsOf(probe: Probe, shown: Shown): Readonly<Record<Mutation, () => Rehearsal>> {
  const { marker } = probe;
  const { displayName } = draftOf(marker);
  const onFirst = (body?: object) => (): Rehearsal => {
    const first = shown.samples.find(({ state }) => state === 'active') ?? shown.samples[0];
    return first === undefined
      ? noOrganizations
      : { path: { organization: first.id }, ...(body === undefined ? {} : { body }) };
  };
  return {
    createOrganization: () => ({ body: { displayName: marker, externalId: marker } }),
    updateOrganization: onFirst({ displayName }),
    deleteOrganization: onFirst(),
    activateOrganization: onFirst(),
    deactivateOrganization: onFirst(),
    restoreOrganization: onFirst(),
    purgeOrganization: onFirst(),
    setExternalId: onFirst({ externalId: marker }),
    deleteExternalId: onFirst(),
    connectExternalAccount: () => withAccount(shown, (id) => ({ body: { id, externalId: marker } })),
    disconnectExternalAccount: () => withAccount(shown, (externalAccount) => ({ path: { externalAccount } })),
    addMember: () => withMember(shown, ({ id, roles }) => ({ body: newMember(probe, otherId(id), roles) })),
    updateMember: () =>
      withMember(shown, ({ id, roles }) => ({ path: { member: id }, body: changedMember(probe, roles) })),
    removeMember: () => withMember(shown, ({ id }) => ({ path: { member: id } })),
  };
}

function withAccount({ externalAccount }: Shown, call: (id: string) => ProbeCall): Rehearsal {
  if (externalAccount === undefined) return 'no organization that was read has an external account';
  const { organization, account } = externalAccount;
  const { path, ...rest } = call(account.id);
  return { ...rest, path: { organization, ...path } };
}

function withMember(
  { staffed }: Shown,
  call: (member: { readonly id: string; readonly roles: readonly string[] }) => ProbeCall,
): Rehearsal {
  const [member] = staffed?.members ?? [];
  if (staffed === undefined || member === undefined) return noMembers;
  const { path, ...rest } = call({ id: member.id, roles: member.roles ?? [] });
  return { ...rest, path: { organization: staffed.organization, ...path } };
}

/** A member that nobody is, in the fields that the connection takes. */
function newMember(probe: Probe, userId: string, roles: readonly string[]): BodyOf<'addMember'> {
  const { fields = [] } = probe.connection.operations.addMember.facts;
  const all = { userId, email: `${probe.marker}@example.com`, displayName: 'Orgway Verify', roles: [...roles] };
  return Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name)));
}

function changedMember(probe: Probe, roles: readonly string[]): BodyOf<'updateMember'> {
  const { fields = [] } = probe.connection.operations.updateMember.facts;
  return fields.includes('displayName') ? { displayName: probe.marker } : { roles: roles.slice(0, 1).map(otherId) };
}
