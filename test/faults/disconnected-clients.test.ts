import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxKey } from '../../src/config/auth.ts';
import { httpCall } from '../support/unified-calls.ts';
import { isReplay, isWrite, keyedCall, writesOf } from './call.ts';
import { type Lanes, startLanes } from './lanes.ts';
import type { Mutation } from './mutation.ts';
import { softwareone } from './mutations/softwareone.ts';
import { stytch } from './mutations/stytch.ts';
import { userhub } from './mutations/userhub.ts';
import { zitadel } from './mutations/zitadel.ts';
import { answeredLate } from './sabotage.ts';

/** A mutation's HTTP request, of which as much is sent as `cut` leaves; answers how to hang up. */
async function hangingUp(
  url: string,
  connection: string,
  { unified, input }: Mutation,
  key: string,
  cut: (request: string) => string,
): Promise<() => Promise<void>> {
  const { method, path, call } = httpCall(unified, connection, input);
  const body = call.body === undefined ? '' : JSON.stringify(call.body);
  const { hostname, port } = new URL(url);
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${sandboxKey}`,
    `Idempotency-Key: ${key}`,
    ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.write(cut(`${head.join('\r\n')}\r\n\r\n${body}`), resolve));
  return () =>
    new Promise((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
}

describe.each([
  { provider: 'userhub', mutations: userhub },
  { provider: 'softwareone', mutations: softwareone },
  { provider: 'stytch', mutations: stytch },
  { provider: 'zitadel', mutations: zitadel },
])('$provider', ({ provider, mutations }) => {
  let lanes: Lanes;
  beforeAll(async () => {
    lanes = await startLanes(provider, 5);
  });
  afterAll(() => lanes.stop());

  const operationsOf = async (connection: string) =>
    (await lanes.gateway.call('GET', `/v1/operations?connection=${connection}`)).body.operations;

  test.concurrent.each(mutations)(
    'F37: a client that hangs up before $unified ($write) is asked for whole leaves nothing behind',
    (mutation) =>
      lanes.use(async ({ proxy, patient }) => {
        proxy.reset();
        const { url } = lanes.gateway;
        const hangUp = await hangingUp(url, patient, mutation, crypto.randomUUID(), (request) => request.slice(0, -2));
        await hangUp();
        expect(await operationsOf(patient)).toEqual([]);
        expect(proxy.arrived).toEqual([]);
      }),
  );

  test.concurrent.each(mutations)(
    'F38: a client that hangs up while $unified ($write) is made finds it done',
    (mutation) =>
      lanes.use(async (lane) => {
        const { proxy, patient } = lane;
        proxy.reset();
        const meets = isWrite(mutation);
        proxy.set({ meets, sabotage: answeredLate, takesEffect: true }, 'present');
        const call = keyedCall(lanes.gateway, patient, mutation);
        const hangUp = await hangingUp(lanes.gateway.url, patient, mutation, call.key, (request) => request);
        while (!proxy.arrived.some(meets)) await wait(5);
        await hangUp();
        await proxy.release();
        let [operation] = await operationsOf(patient);
        for (; operation.state === 'running'; [operation] = await operationsOf(patient)) await wait(5);
        expect(operation).toMatchObject({ state: 'settled', outcome: 'applied', settledBy: 'answer', attempt: 1 });
        const answer = await call.make();
        expect(isReplay(answer)).toBe(true);
        expect(answer.body.operationId).toBe(operation.id);
        expect(writesOf(lane, mutation)).toBe(1);
        expect(proxy.applied).toBe(mutation.writes ?? 1);
      }),
  );
});
