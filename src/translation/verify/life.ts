import type { BodyOf, UnifiedOperationId } from '../unified.ts';
import { draftOf } from './draft.ts';
import { memberSteps } from './life-of-member.ts';
import { type Effect, fieldEffect, goneEffect, type Own, showsAsSent } from './own.ts';
import type { Probe, Step } from './probe.ts';

/** The whole life of a throw-away organization, as far as the connection can do it; cleaning up is not a part of it. */
export function lifeSteps(probe: Probe, own: Own): readonly Step[] {
  const change = (id: UnifiedOperationId, what: string, effect: () => Effect, body?: object): Step => {
    const self = { unifiedOperation: id, what };
    return {
      ...self,
      async run() {
        await own.change(self, id, body === undefined ? {} : { body }, effect());
      },
    };
  };
  const field = (name: Parameters<typeof fieldEffect>[2], value: unknown) => () =>
    fieldEffect(probe, own, name, (shown) => showsAsSent(shown, value));
  const createStep = { unifiedOperation: 'createOrganization', what: 'a throw-away one' } as const;
  const other = `${own.name}-2`;
  return [
    { ...createStep, run: () => own.make(createStep) },
    ...updates(probe, own).map(([name, value]) =>
      change('updateOrganization', `${name} of the new one`, field(name, value), { [name]: value }),
    ),
    change('setExternalId', 'of the new one', field('externalId', other), { externalId: other }),
    change('deleteExternalId', 'of the new one', field('externalId', null)),
    change('deactivateOrganization', 'the new one', state(probe, own, 'inactive')),
    change('activateOrganization', 'the new one', state(probe, own, 'active')),
    ...memberSteps(probe, own),
    listAccounts(probe, own),
    ...(['connectExternalAccount', 'disconnectExternalAccount'] as const).map((id) => notHarmless(probe, id)),
    ...removals(probe, own, change),
  ].filter(({ unifiedOperation }) => probe.supports(unifiedOperation));
}

/** A word that the document does not know is told as such, and leaves open what it stands for. */
const state = (probe: Probe, own: Own, wanted: string) => () =>
  fieldEffect(probe, own, 'state', (shown) => shown === wanted || shown === 'unknown');

type Draft = ReturnType<typeof draftOf>;

/** Every field that the connection can update, with a value. */
function updates(probe: Probe, own: Own): readonly (readonly [keyof Draft, unknown])[] {
  const { fields = [] } = probe.connection.operations.updateOrganization.facts;
  const draft: Draft = draftOf(own.name);
  const names = Object.keys(draft) as (keyof BodyOf<'updateOrganization'>)[];
  return names.filter((name) => fields.includes(name)).map((name) => [name, draft[name]]);
}

const listAccounts = (probe: Probe, own: Own): Step => {
  const self = { unifiedOperation: 'listExternalAccounts', what: 'of the new one' } as const;
  return {
    ...self,
    async run() {
      if (own.id === undefined) return;
      const page = { size: 20, cursor: undefined };
      await probe.answer(self, 'listExternalAccounts', { path: { organization: own.id }, page });
    },
  };
};

const notHarmless = (probe: Probe, unifiedOperation: UnifiedOperationId): Step => {
  const self = { unifiedOperation, what: 'of the new one' };
  return {
    ...self,
    run: async () => probe.skip(self, 'it would make or destroy something in a third system'),
  };
};

type Change = (id: UnifiedOperationId, what: string, effect: () => Effect) => Step;

/** Deletes it; where that can be taken back, takes it back first and makes it final afterwards. */
function removals(probe: Probe, own: Own, change: Change): readonly Step[] {
  const gone = (id: UnifiedOperationId): Step => {
    const step = change(id, 'the new one, for good', () => goneEffect('organization', readOwn));
    return {
      ...step,
      async run() {
        await step.run();
        if (own.id !== undefined && (await isGone(probe, own.id))) own.removed();
      },
    };
  };
  const readOwn = () => probe.read('getOrganization', { path: { organization: own.id ?? '' } });
  const { reversible } = probe.connection.operations.deleteOrganization.facts;
  if (reversible !== true) return [gone('deleteOrganization')];
  const remove = (what: string): Step => change('deleteOrganization', what, state(probe, own, 'deleting'));
  return [
    remove('the new one, to be restored'),
    change('restoreOrganization', 'the new one', state(probe, own, 'active')),
    remove('the new one again'),
    gone('purgeOrganization'),
  ];
}

async function isGone(probe: Probe, organization: string): Promise<boolean> {
  const read = await probe.read('getOrganization', { path: { organization } });
  return 'problem' in read && read.problem.code === 'not-found';
}
