import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { OperationRecord } from '../../src/translation/unified.ts';
import type { Arrived } from '../support/breaking-proxy.ts';
import type { Answer, RunningGateway } from '../support/gateway.ts';
import { expectDocumentedProblem } from '../support/problems.ts';
import { httpCall } from '../support/unified-calls.ts';
import type { Lane } from './lanes.ts';
import type { Mutation } from './mutation.ts';

/** One mutation under one key, as often as a test repeats it. */
export interface KeyedCall {
  readonly key: string;
  make(): Promise<Answer>;
  /** Repeats it until the answer is no longer that the outcome is not known. */
  settle(): Promise<Answer>;
}

export function keyedCall(gateway: RunningGateway, connection: string, { unified, input }: Mutation): KeyedCall {
  const { method, path, call } = httpCall(unified, connection, input);
  const key = crypto.randomUUID();
  const make = (): Promise<Answer> => gateway.call(method, path, { ...call, headers: { 'idempotency-key': key } });
  return {
    key,
    make,
    async settle() {
      for (let tries = 0; tries < 200; tries += 1) {
        const answer = await make();
        if (answer.body.outcome !== 'unknown') return answer;
        await wait(10);
      }
      throw new Error('the outcome is still unknown');
    },
  };
}

/** Holds for every answer that leaves the outcome open. */
export function expectUnknown(
  { unified }: Mutation,
  answer: Answer,
  status: number,
  codes: readonly string[] = ['outcome-unknown'],
): void {
  expect(codes).toContain(answer.body.code);
  expect({ status: answer.status, ...answer.body }).toMatchObject({
    status,
    outcome: 'unknown',
    retryable: false,
    operationId: expect.stringMatching(/^op_/),
  });
  expectDocumentedProblem(unified, answer);
}

export const isReplay = ({ headers }: Answer): boolean => headers.get('idempotent-replayed') === 'true';

/** What the journal says of an operation. */
export async function operation(gateway: RunningGateway, id: string): Promise<OperationRecord> {
  const { status, body } = await gateway.call('GET', `/v1/operations/${id}`);
  expect(status).toBe(200);
  return body;
}

/** Whether a request is the write that a mutation is about. */
export const isWrite =
  ({ write }: Mutation) =>
  ({ method, target }: Pick<Arrived, 'method' | 'target'>): boolean =>
    `${method} ${target.split('?', 1)[0]}` === write;

/** How often the write reached the upstream; each time on a connection of its own, that carried nothing before and after. */
export function writesOf({ proxy }: Lane, mutation: Mutation): number {
  const writes = proxy.arrived.filter(isWrite(mutation));
  for (const { connection } of proxy.arrived.filter(({ effect }) => effect === 'write')) {
    expect(proxy.arrived.filter((each) => each.connection === connection)).toHaveLength(1);
  }
  return writes.length;
}
