import type { Member, UnifiedOperationId } from '../unified.ts';
import { type Effect, goneEffect, type Own } from './own.ts';
import type { Probe, Step, StepName } from './probe.ts';

const what = 'of the new one';
const page = { size: 20, cursor: undefined };

/** The life of a member, where nobody else is concerned: one with a made-up address, to which nothing is sent. */
export function memberSteps(probe: Probe, own: Own): readonly Step[] {
  const { addMember, updateMember } = probe.connection.operations;
  const reason = reasonAgainst(addMember.facts);
  if (reason !== undefined) {
    return (['addMember', 'updateMember', 'removeMember'] as const).map((unifiedOperation) => {
      const self = { unifiedOperation, what };
      return { ...self, run: async () => probe.skip(self, reason) };
    });
  }
  const email = `${own.name}@example.com`;
  const renamed = 'Orgway Verify Renamed';
  let member: string | undefined;
  const at = () => ({ organization: own.id ?? '', member: member ?? '' });
  const step = (unifiedOperation: UnifiedOperationId, run: (self: StepName) => Promise<void>): Step => {
    const self = { unifiedOperation, what };
    const missing = (): boolean => member === undefined && unifiedOperation !== 'addMember';
    return { ...self, run: async () => (missing() ? probe.skip(self, 'no member could be added') : run(self)) };
  };
  const listed: Effect = {
    field: 'member',
    async shows() {
      const read = await probe.read('listMembers', { path: { organization: own.id ?? '' }, page });
      if ('problem' in read) return read.problem;
      member = read.answer.members.find((each) => each.email?.toLowerCase() === email)?.id;
      return member !== undefined;
    },
  };
  const names: Effect = {
    field: 'member/displayName',
    async shows() {
      const read = await probe.read('getMember', { path: at() });
      return 'answer' in read ? read.answer.displayName === renamed : read.problem;
    },
  };
  return [
    step('addMember', async (self) => {
      const fields: Partial<Member> = addMember.facts.fields?.includes('displayName')
        ? { displayName: 'Orgway Verify' }
        : {};
      await own.change(self, 'addMember', { body: { email, ...fields } }, listed);
    }),
    step('getMember', async (self) => {
      await probe.answer(self, 'getMember', { path: at() });
    }),
    step('updateMember', async (self) => {
      if (updateMember.facts.fields?.includes('displayName') !== true)
        return probe.skip(self, 'it needs a role of the account');
      await own.change(self, 'updateMember', { path: at(), body: { displayName: renamed } }, names);
    }),
    step('removeMember', async (self) => {
      const gone = goneEffect('member', () => probe.read('getMember', { path: at() }));
      await own.change(self, 'removeMember', { path: at() }, gone);
    }),
  ];
}

function reasonAgainst({
  fields = [],
  effects,
}: Probe['connection']['operations']['addMember']['facts']): string | undefined {
  if (!fields.includes('email')) return 'it needs the id of a person who exists already';
  return effects?.invitations === 'none' ? undefined : 'it would invite somebody';
}
