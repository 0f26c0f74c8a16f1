import { expect, test } from 'vitest';
import { providers } from '../../../src/generated/providers.ts';
import { readIn } from '../../support/recording.ts';
import { explore } from '../../support/routes.ts';

// What the translations read of the documents' own examples, on every way to a success, derived without the trace's own engine.

/** What a view notes of a list or an object that is walked through or taken as a whole. */
const ofNoPlace = /\/(?:\*|length|toJSON|constructor)$/;

/** Whether a trace has the place of an answer, one below it, or the list or object that it is in as a whole. */
function has(traced: readonly string[], place: string): boolean {
  const others = place.split('/');
  return traced.some((pointer) => {
    const names = pointer.split('/').slice(0, others.length);
    return names.every((name, at) => name === '*' || name === others[at]);
  });
}

test.each(providers)('$provider.id: every place that is read in a success is in the trace', async (registered) => {
  const explored = await explore(registered);
  const read = new Set<string>();
  const missing = new Set<string>();
  for (const success of explored.successes) {
    const { calls = [] } =
      registered.trace.operations.find(({ unifiedOperation }) => unifiedOperation === success.unified) ?? {};
    for (const [index, places] of readIn(explored, success).entries()) {
      const id = success.steps[index]?.operation.id;
      const call = calls.find(({ upstreamOperation, purpose }) => upstreamOperation === id && purpose === 'answer');
      const traced = call?.reads.map(({ pointer }) => pointer) ?? [];
      for (const place of places) {
        if (ofNoPlace.test(place)) continue;
        read.add(`${success.unified} ${id} ${place}`);
        if (!has(traced, place)) missing.add(`${success.unified} ${id} ${place}`);
      }
    }
  }
  expect(read.size).toBeGreaterThan(100);
  expect([...missing]).toEqual([]);
});
