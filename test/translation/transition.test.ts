import { expect, test } from 'vitest';
import { transitioned, wrongState } from '../../src/translation/transition.ts';
import type { OrganizationRecord, OrganizationState } from '../../src/translation/unified.ts';
import { problemOf } from '../support/caught.ts';

const organization = (state: OrganizationState, upstreamState?: string): OrganizationRecord => ({
  id: 'o1',
  displayName: 'Acme',
  state,
  stateSource: 'native',
  ...(upstreamState === undefined ? {} : { upstreamState }),
  raw: {},
});

test('a transition that was made is a change', () => {
  const read = organization('inactive', 'DISABLED');
  expect(transitioned(read, 'inactive', true)).toEqual({ organization: read, changed: true });
});

test('a refused transition into the state it is in already is success without change', () => {
  const read = organization('inactive', 'DISABLED');
  expect(transitioned(read, 'inactive', false)).toEqual({ organization: read, changed: false });
});

test.each<OrganizationState>(['active', 'archived', 'deleting', 'unknown'])(
  'a refused transition from %s is a conflict that names the state',
  async (state) => {
    const { code, message } = await problemOf(() => transitioned(organization(state, 'WORD'), 'inactive', false));
    expect(code).toBe('invalid-state-transition');
    expect(message).toBe(`The organization is ${state} (WORD at the upstream) and cannot become inactive from there.`);
  },
);

test('a transition that was made is believed over a read that is late; the old word is not shown', () => {
  expect(transitioned(organization('active', 'ENABLED'), 'inactive', true)).toEqual({
    organization: organization('inactive'),
    changed: true,
  });
});

test('the record that was read is not changed', () => {
  const read = Object.freeze(organization('active', 'ENABLED'));
  transitioned(read, 'inactive', true);
  expect(read).toEqual(organization('active', 'ENABLED'));
});

test('where the upstream has no word for its state, only ours is named', async () => {
  const { message } = await problemOf(() => wrongState(organization('deleting'), 'active'));
  expect(message).toBe('The organization is deleting and cannot become active from there.');
});
