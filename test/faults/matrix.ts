import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMutation, translatedIds } from '../support/unified-calls.ts';
import { type Lanes, startLanes } from './lanes.ts';
import type { Mutation } from './mutation.ts';
import { readBackAtOnce, takenAsTold, takenEffect, takenNoEffect } from './scenes.ts';
import { lostAnswers, toldAnswers } from './write-faults.ts';

/** Holds every fault of a write against every mutation of a provider. */
export function holdFaults(provider: string, mutations: readonly Mutation[]): void {
  let lanes: Lanes;
  beforeAll(async () => {
    // Each of the five tests at once plays up to three scenes.
    lanes = await startLanes(provider, 12);
  });
  afterAll(() => lanes.stop());

  test('every mutation that the provider supports is in the matrix', async () => {
    const { body } = await lanes.gateway.call('GET', `/v1/connections/${provider}-0`);
    const supported = body.capabilities
      .filter(({ support }: { support: string }) => support !== 'unsupported')
      .map(({ operation: id }: { operation: string }) => id);
    expect(new Set(mutations.map(({ unified }) => unified))).toEqual(
      new Set(translatedIds.filter((id) => isMutation(id) && supported.includes(id))),
    );
  });

  describe.each(mutations.map((mutation) => ({ mutation, name: `${mutation.unified}: ${mutation.write}` })))(
    '$name',
    ({ mutation }) => {
      const lost = lostAnswers
        .filter(({ meets }) => meets?.(mutation) ?? true)
        .map((fault) => ({ fault, name: `${fault.row}: ${fault.fault}` }));
      test.concurrent.each(lost)('$name', async ({ fault }) => {
        const plays = [
          ...(fault.effects.includes('applied') ? [takenEffect] : []),
          ...(fault.effects.includes('lost') ? [takenNoEffect] : []),
          ...(fault.readBack ? [readBackAtOnce] : []),
        ];
        await Promise.all(plays.map((play) => lanes.use((lane) => play({ lanes, lane, mutation, fault }))));
      });

      const told = toldAnswers
        .filter(({ meets }) => meets?.(mutation) ?? true)
        .map((fault) => ({ fault, name: `${fault.row}: ${fault.fault}, so it is ${fault.outcome}` }));
      test.concurrent.each(told)('$name', ({ fault }) =>
        lanes.use((lane) => takenAsTold({ lanes, lane, mutation, fault })),
      );
    },
  );
}
