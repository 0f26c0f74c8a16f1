import { absent, replacedAt, valueAt } from '../../contract/sample/variants.ts';
import { leavesOf } from './differences.ts';
import type { MadeUp, TrialCall } from './trial.ts';

/**
 * An answer that shows what a request writes, for steps that compare both: every value of the request's body stands where the answer
 * has a place of the same name, in itself or in the one object that it holds. Undefined where there is no such place.
 */
export function echoing(answer: MadeUp, { request }: TrialCall): MadeUp | undefined {
  const written = new Map([...leavesOf(request.body)].map(([path, value]) => [path.join('/'), value]));
  let { value } = answer;
  for (const { path, form, optional } of answer.places) {
    const inside = valueAt(value, path.slice(0, -1));
    if (form.properties.size > 0 || form.items !== undefined || typeof inside !== 'object' || inside === null) continue;
    const names = [path, path.slice(1)].map((each) => each.join('/'));
    const found = names.find((name) => name !== '' && written.has(name));
    if (found === undefined) continue;
    const sent = written.get(found);
    value = replacedAt(value, path, sent === null && !form.nullable && optional ? absent : sent);
  }
  return value === answer.value ? undefined : { ...answer, value };
}
