import type { SamplePlace } from '../../contract/sample/sampler.ts';
import { absent, replacedAt, valueAt } from '../../contract/sample/variants.ts';
import { bared } from './bare.ts';
import type { MadeUp, Scenario, Trial } from './trial.ts';

/**
 * Scenarios in which the caller gives one field only and the upstream shows nothing that it may leave out, call by call: what is
 * sent then is sent always. Once without the objects that may be left out, once with those but nothing in them.
 */
export function* sparseScenarios(
  { input, replies }: Scenario,
  attempt: (scenario: Scenario) => Trial,
): Generator<Scenario> {
  const bare = bared(input) ?? input;
  const given = input.places.filter(({ path }) => path.length === 2 && path[0] === 'body');
  for (const { path } of given) {
    const value = valueAt(input.value, path);
    if (value === absent) continue;
    const scenario = { input: { ...bare, value: replacedAt(bare.value, path, value) }, replies };
    yield scenario;
    for (const [number, { reply, reads }] of attempt(scenario).calls.entries()) {
      if (typeof reply === 'string') continue;
      const shown = reply.places.filter((place) => place.optional && reads.has(place.path.join('/')));
      const deepest = shown.filter((place) => !shown.some((other) => isWithin(other, place)));
      for (const places of [shown, deepest]) {
        yield { ...scenario, replies: new Map(replies).set(number, without(reply, places)) };
      }
    }
  }
}

const isWithin = (inner: SamplePlace, outer: SamplePlace): boolean =>
  inner.path.length > outer.path.length && outer.path.every((name, at) => inner.path[at] === name);

const without = (answer: MadeUp, places: readonly SamplePlace[]): MadeUp => ({
  ...answer,
  value: places.reduce(
    (value, { path }) => (valueAt(value, path) === absent ? value : replacedAt(value, path, absent)),
    answer.value,
  ),
});
