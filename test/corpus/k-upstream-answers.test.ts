import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import { isWrite, keyedCall, writesOf } from '../faults/call.ts';
import { type Lanes, startLanes } from '../faults/lanes.ts';
import type { Mutation } from '../faults/mutation.ts';
import { softwareone } from '../faults/mutations/softwareone.ts';
import { stytch } from '../faults/mutations/stytch.ts';
import { userhub } from '../faults/mutations/userhub.ts';
import { zitadel } from '../faults/mutations/zitadel.ts';
import type { Answer } from '../support/gateway.ts';
import { expectDocumentedProblem } from '../support/problems.ts';
import { planted, upstreamAnswers } from './k-upstream-answers.ts';

const mutations: Readonly<Record<string, readonly Mutation[]>> = { softwareone, stytch, userhub, zitadel };
const written = ['deactivateOrganization', 'deleteExternalId'];

test('the corpus has 34 kinds of upstream answers, each of them tested here or said where', () => {
  const numbers = upstreamAnswers.map(({ name }) => name.slice(0, 3));
  expect(numbers).toEqual(Array.from({ length: 34 }, (_, at) => `K${String(at + 1).padStart(2, '0')}`));
  expect(upstreamAnswers.filter(({ answers, where }) => answers.length === 0 && where === undefined)).toEqual([]);
});

const cases = upstreamAnswers.flatMap(({ name, answers }) =>
  answers.map(([what, sabotage, fate]) => ({ name: `${name}: ${what}`, sabotage, fate })),
);

function expectRefused(operation: string, answer: Answer, codes: readonly string[]): void {
  expect(answer.status).toBe(502);
  expect(codes).toContain(answer.body.code);
  expectDocumentedProblem(operation, answer);
  expect(answer.text).not.toContain(planted);
}

describe.each(emulators)('$provider', ({ provider, showcase }) => {
  let lanes: Lanes;
  beforeAll(async () => {
    lanes = await startLanes(provider, 5);
  });
  afterAll(() => lanes.stop());
  const mutation = mutations[provider]?.find(({ unified }) => written.includes(unified));
  const path = (connection: string) => `/v1/connections/${connection}/organizations/${showcase.organization}`;

  test.concurrent.each(cases)('a read: $name', ({ sabotage, fate }) =>
    lanes.use(async ({ proxy, patient }) => {
      proxy.reset();
      const read = () => lanes.gateway.call('GET', path(patient));
      const good = await read();
      proxy.set({ meets: () => true, sabotage, takesEffect: true }, 'present');
      const answer = await read();
      if (fate === 'taken') expect(answer).toMatchObject({ status: 200, text: good.text });
      else expectRefused('getOrganization', answer, ['upstream-error', 'upstream-contract-violation']);
      expect(await read()).toMatchObject({ status: 200, text: good.text });
    }),
  );

  test.concurrent.each(cases)('a write: $name', ({ sabotage, fate }) =>
    lanes.use(async (lane) => {
      if (mutation === undefined) throw new Error(`no write of ${provider}`);
      const { proxy, patient } = lane;
      proxy.reset();
      // Where nothing can be known of it, it has not taken effect, so that reading afterwards does not confirm it.
      proxy.set({ meets: isWrite(mutation), sabotage, takesEffect: fate === 'taken' }, 'present');
      const answer = await keyedCall(lanes.gateway, patient, mutation).make();
      if (fate === 'taken') expect(answer).toMatchObject({ status: 200, body: { changed: true } });
      else {
        expectRefused(mutation.unified, answer, ['outcome-unknown', 'upstream-contract-violation']);
        expect(answer.body).toMatchObject({ outcome: 'unknown', retryable: false });
      }
      expect(writesOf(lane, mutation)).toBe(1);
      expect((await lanes.gateway.call('GET', path(patient))).status).toBe(200);
      expect(Reflect.has({}, 'polluted')).toBe(false);
    }),
  );
});
