import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectUnknown, isReplay, isWrite, keyedCall, operation, writesOf } from './call.ts';
import { type Lanes, startLanes } from './lanes.ts';
import { creating, type Mutation } from './mutation.ts';
import { passed, reset } from './sabotage.ts';

/** Creates that nothing marks: afterwards the new organization cannot be told from any other of its name. */
const unmarked = [
  { provider: 'userhub', write: 'POST /admin/v1/organizations' },
  { provider: 'softwareone', write: 'POST /public/v1/accounts/accounts' },
  { provider: 'stytch', write: 'POST /v1/b2b/organizations' },
];

describe.each(unmarked)('$provider', ({ provider, write }) => {
  let lanes: Lanes;
  beforeAll(async () => {
    lanes = await startLanes(provider, 1);
  });
  afterAll(() => lanes.stop());

  test.each([true, false])(
    'F24: a create without an external ID stays unknown, says so, and is never sent again (it took effect: %s)',
    (takesEffect) =>
      lanes.use(async (lane) => {
        const { gateway } = lanes;
        const { proxy, patient } = lane;
        const mutation: Mutation = { unified: 'createOrganization', input: creating({ displayName: 'Nobody' }), write };
        proxy.reset();
        proxy.set({ meets: isWrite(mutation), sabotage: passed(reset), takesEffect }, 'present');
        const call = keyedCall(gateway, patient, mutation);
        const told = await call.make();
        expectUnknown(mutation, told, 504);
        const again = await call.make();
        expect(isReplay(again)).toBe(true);
        expect({ status: again.status, body: again.body }).toEqual({ status: told.status, body: told.body });
        const { operationId } = told.body;
        const record = await operation(gateway, operationId);
        expect(record).toMatchObject({ state: 'settled', outcome: 'unknown', settledBy: 'reading' });
        expect(record.reason).toMatch(/[Ww]ithout (?:an )?external ID/);
        await gateway.call('POST', `/v1/operations/${operationId}/reconcile`);
        expect(await operation(gateway, operationId)).toMatchObject({ outcome: 'unknown' });
        expect((await call.make()).body.operationId).toBe(operationId);
        expect(writesOf(lane, mutation)).toBe(1);
        expect(proxy.applied).toBe(takesEffect ? 1 : 0);
      }),
  );
});
