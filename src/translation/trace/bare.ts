import type { Sample, SamplePlace } from '../../contract/sample/sampler.ts';
import { absent, replacedAt, valueAt } from '../../contract/sample/variants.ts';
import type { MadeUp } from './trial.ts';

/**
 * The places to empty at once, for each object in which several texts and numbers that matter may be missing: what is only read in
 * the place of all of them shows in no answer that lacks just one.
 */
export function emptiedTogether(
  { places }: MadeUp,
  matters: (path: readonly string[]) => boolean,
): readonly (readonly SamplePlace[])[] {
  const byHolder = new Map<string, SamplePlace[]>();
  for (const place of places) {
    const { types, members, properties, items } = place.form;
    const simple = properties.size === 0 && items === undefined && members === undefined;
    if (!simple || !(place.optional || types[0] === 'string') || !matters(place.path)) continue;
    const holder = place.path.slice(0, -1).join('/');
    byHolder.set(holder, [...(byHolder.get(holder) ?? []), place]);
  }
  return [...byHolder.values()].filter((together) => together.length > 1);
}

/** The answer with nothing in these places: what may be left out is, other texts are empty. */
export const emptied = (answer: MadeUp, places: readonly SamplePlace[]): MadeUp => ({
  ...answer,
  value: places.reduce((value, { path, optional }) => replacedAt(value, path, optional ? absent : ''), answer.value),
});

/** The input with nothing that may be left out; undefined where nothing may. */
export function bared(input: Sample): Sample | undefined {
  const optional = input.places.filter((place) => place.optional && place.path.length > 1);
  let { value } = input;
  for (const { path } of optional) if (valueAt(value, path) !== absent) value = replacedAt(value, path, absent);
  return value === input.value ? undefined : { ...input, value };
}
