import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import { expectDocumentedProblem } from '../support/problems.ts';
import { type Lanes, startLanes } from './lanes.ts';
import { readFaults } from './read-faults.ts';

describe.each(emulators)('$provider', ({ provider, showcase }) => {
  let lanes: Lanes;
  beforeAll(async () => {
    lanes = await startLanes(provider, 5);
  });
  afterAll(() => lanes.stop());

  const faults = readFaults
    .filter(({ at }) => at?.includes(provider) ?? true)
    .map((fault) => ({ fault, name: `${fault.row}: ${fault.fault}` }));

  test.concurrent.each(faults)('$name', ({ fault: { sabotage, problem, shows, hangs } }) =>
    lanes.use(async ({ proxy, patient, impatient }) => {
      const connection = hangs ? impatient : patient;
      const read = () =>
        lanes.gateway.call('GET', `/v1/connections/${connection}/organizations/${showcase.organization}`);
      proxy.reset();
      proxy.set({ meets: ({ effect }) => effect === 'read', sabotage, takesEffect: true }, 'present');
      const answer = await read();
      const [first] = proxy.arrived;
      expect(proxy.arrived.filter(({ target }) => target === first?.target)).toHaveLength(1);
      if (problem === undefined) {
        expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
        expect(answer.body).toMatchObject({ id: showcase.organization, ...shows });
      } else {
        expect({ status: answer.status, ...answer.body }).toMatchObject({ ...problem, retryable: true });
        expect(answer.body).not.toHaveProperty('outcome');
        expectDocumentedProblem('getOrganization', answer);
      }
      // Nothing of it is left over for the next call, and nothing of it is in the journal.
      expect((await read()).body).toMatchObject({ id: showcase.organization });
      const { body } = await lanes.gateway.call('GET', `/v1/operations?connection=${connection}`);
      expect(body.operations).toEqual([]);
    }),
  );
});
