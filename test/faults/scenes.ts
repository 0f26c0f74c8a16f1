import { expect } from 'vitest';
import type { Answer } from '../support/gateway.ts';
import { expectDocumentedProblem } from '../support/problems.ts';
import { expectUnknown, isReplay, isWrite, type KeyedCall, keyedCall, operation, writesOf } from './call.ts';
import type { Lane, Lanes } from './lanes.ts';
import type { Mutation } from './mutation.ts';
import type { LostAnswer, ToldAnswer } from './write-faults.ts';

/** A mutation on a lane, with the fault that its write meets. */
export interface Scene<Fault> {
  readonly lanes: Lanes;
  readonly lane: Lane;
  readonly mutation: Mutation;
  readonly fault: Fault;
}

/** Makes the call whose answer is lost, and asserts what everybody is told of it at first. */
async function lose(scene: Scene<LostAnswer>, takesEffect: boolean): Promise<{ call: KeyedCall; told: Answer }> {
  const { lanes, lane, mutation, fault } = scene;
  const call = await set(scene, takesEffect, takesEffect ? (fault.sight ?? 'dark') : 'present');
  const told = await call.make();
  expectUnknown(mutation, told, fault.status, fault.codes);
  expect(sent(scene)).toBe(1);
  const record = await operation(lanes.gateway, told.body.operationId);
  expect(record).toMatchObject({ state: 'unsettled', outcome: 'unknown', code: told.body.code, attempt: 1 });
  expect(record.steps.at(-1)).toMatchObject({ outcome: 'unknown', looks: [] });
  if (fault.answered !== undefined) expect(record.steps.at(-1)?.status).toBe(fault.answered);

  const again = await call.make();
  expect(isReplay(again)).toBe(true);
  expect({ status: again.status, body: again.body }).toEqual({ status: told.status, body: told.body });
  expect(sent(scene)).toBe(1);
  expect(lane.proxy.arrived.filter(({ effect }) => effect === 'write').length).toBeLessThanOrEqual(
    mutation.writes ?? 1,
  );
  return { call, told };
}

/** The write took effect: reading shows it, and the key then answers the success. */
export async function takenEffect(scene: Scene<LostAnswer>): Promise<void> {
  const { lanes, lane, mutation } = scene;
  const { call, told } = await lose(scene, true);
  await lane.proxy.release();
  lane.proxy.show('present');
  const settled = await call.settle();
  expect(settled, JSON.stringify(settled.body)).toMatchObject({ status: statusOf(mutation) });
  expect(isReplay(settled)).toBe(true);
  expect(settled.body.operationId).toBe(told.body.operationId);
  const record = await operation(lanes.gateway, told.body.operationId);
  expect(record).toMatchObject({ state: 'settled', outcome: 'applied', settledBy: 'reading', attempt: 1 });
  const lost = record.steps.find(({ looks }) => looks.length > 0);
  expect(lost).toMatchObject({ outcome: 'applied' });
  expect(lost?.looks.at(-1)).toMatchObject({ outcome: 'applied' });
  await expectDoneOnce(scene, call, settled, 1);
}

/** The write took no effect: reading shows that, twice, and the key then executes it once more. */
export async function takenNoEffect(scene: Scene<LostAnswer>): Promise<void> {
  const { lanes, mutation } = scene;
  const { call, told } = await lose(scene, false);
  const settled = await call.settle();
  expect(settled, JSON.stringify(settled.body)).toMatchObject({ status: statusOf(mutation) });
  expect(isReplay(settled)).toBe(mutation.goesOn === true);
  expect(settled.body.operationId).toBe(told.body.operationId);
  const record = await operation(lanes.gateway, told.body.operationId);
  const attempt = mutation.goesOn ? 1 : 2;
  const settledBy = mutation.goesOn ? 'reading' : 'answer';
  expect(record).toMatchObject({ state: 'settled', outcome: 'applied', settledBy, attempt });
  const looks = record.steps.flatMap((step) => step.looks);
  expect(looks.map(({ outcome }) => outcome).slice(0, 2)).toEqual(['not_applied', 'not_applied']);
  await expectDoneOnce(scene, call, settled, 2);
}

/** The answer said success: reading back at once shows that it is so. */
export async function readBackAtOnce(scene: Scene<LostAnswer>): Promise<void> {
  const { lanes, mutation } = scene;
  const call = await set(scene, true, 'present');
  const answer = await call.make();
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: statusOf(mutation) });
  expect(isReplay(answer)).toBe(false);
  expect(answer.body.warnings).toContainEqual(expect.stringMatching(/reading afterwards showed/));
  const record = await operation(lanes.gateway, answer.body.operationId);
  expect(record).toMatchObject({ state: 'settled', outcome: 'applied', settledBy: 'answer', attempt: 1 });
  expect(record.steps.map(({ outcome }) => outcome)).toEqual(record.steps.map(() => 'applied'));
  await expectDoneOnce(scene, call, answer, 1);
}

/** The answer leaves no doubt. */
export async function takenAsTold(scene: Scene<ToldAnswer>): Promise<void> {
  const { lanes, lane, mutation, fault } = scene;
  const { outcome, refusal } = fault;
  lane.proxy.reset();
  const { sabotage } = fault;
  lane.proxy.set({ meets: isWrite(mutation), sabotage, takesEffect: outcome === 'applied' }, 'present');
  const call = keyedCall(lanes.gateway, lane.patient, mutation);
  const answer = await call.make();
  if (refusal === undefined) {
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: statusOf(mutation), body: fault.shows ?? {} });
    const record = await operation(lanes.gateway, answer.body.operationId);
    expect(record).toMatchObject({ state: 'settled', outcome, settledBy: 'answer', attempt: 1 });
    return await expectDoneOnce(scene, call, answer, 1);
  }
  const { status, code, answered } = refusal;
  // Of several writes the first may have been applied.
  const whole = mutation.goesOn ? 'partial' : 'not_applied';
  expect({ status: answer.status, ...answer.body }).toMatchObject({ status, code, outcome: whole });
  expectDocumentedProblem(mutation.unified, answer);
  expect(sent(scene)).toBe(1);
  const record = await operation(lanes.gateway, answer.body.operationId);
  expect(record).toMatchObject({ state: 'settled', outcome: whole, code, settledBy: 'answer' });
  expect(record.steps.at(-1)).toMatchObject({ outcome: 'not_applied', status: answered, code });
  const again = await call.make();
  const anew = answer.body.retryable && whole === 'not_applied';
  expect(isReplay(again)).toBe(!anew);
  expect(again.status).toBe(anew ? statusOf(mutation) : status);
  if (anew) await expectDoneOnce(scene, call, again, 2);
  else expect(sent(scene)).toBe(1);
}

async function set(
  { lanes: { gateway }, lane, mutation, fault }: Scene<LostAnswer>,
  takesEffect: boolean,
  sight: 'present' | 'past' | 'dark',
): Promise<KeyedCall> {
  const { proxy, patient, impatient } = lane;
  const connection = fault.hangs ? impatient : patient;
  const sabotage = fault.sabotage(mutation);
  proxy.reset();
  if (sabotage === 'unread') {
    // The pool then has enough connections for reads, so that the next new one is the write's.
    const read = () => gateway.call('GET', `/v1/connections/${connection}/organizations?pageSize=1`);
    await Promise.all([read(), read(), read()]);
    proxy.leaveUnread(mutation.goesOn ? 1 : 0, sight);
  } else proxy.set({ meets: isWrite(mutation), sabotage, takesEffect }, sight);
  return keyedCall(gateway, connection, mutation);
}

/** How often the write was sent. */
const sent = ({ lane, mutation }: Scene<unknown>): number => writesOf(lane, mutation) + lane.proxy.unread;

/** The write was sent this often, but took effect once, and the key answers the same from now on. */
async function expectDoneOnce(scene: Scene<unknown>, call: KeyedCall, answer: Answer, times: number): Promise<void> {
  const { lane, mutation } = scene;
  const last = await call.make();
  expect(isReplay(last)).toBe(true);
  expect({ status: last.status, body: last.body }).toEqual({ status: answer.status, body: answer.body });
  expect(sent(scene)).toBe(times);
  expect(lane.proxy.applied).toBe(mutation.writes ?? 1);
}

const statusOf = ({ unified }: Mutation): number => (created.includes(unified) ? 201 : 200);
const created = ['createOrganization', 'addMember'];
