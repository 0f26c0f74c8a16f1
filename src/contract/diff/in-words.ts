import { constraintText } from './constraints.ts';
import { type Kind, kinds } from './kinds.ts';
import type { Alternative, Shape } from './shapes.ts';

/** The types of a shape in words, as `string or null`. */
export function typesText({ alternatives }: Shape): string {
  const found = [...new Set(alternatives.map(typeText))];
  if (kinds.every((kind) => alternatives.some((each) => each.kind === kind))) return 'any value';
  return found.length === 0 ? 'nothing' : found.toSorted((one, other) => rank(one) - rank(other)).join(' or ');
}

const rank = (type: string): number => (type === 'null' ? 1 : 0);

const typeText = ({ kind, constraints }: Alternative): string =>
  kind === 'number' && constraints.has('type') ? 'integer' : kind;

export const kindsOf = ({ alternatives }: Shape): ReadonlySet<Kind> => new Set(alternatives.map(({ kind }) => kind));

/** Whether any value at all fits. */
export const isAnything = ({ alternatives }: Shape): boolean =>
  kinds.every((kind) => alternatives.some((each) => each.kind === kind && isUnlimited(each)));

const isUnlimited = (alternative: Alternative): boolean =>
  alternative.constraints.size === 0 &&
  (!('values' in alternative) || alternative.values === undefined) &&
  (alternative.kind !== 'array' || alternative.items.length === 0) &&
  (alternative.kind !== 'object' ||
    (alternative.properties.size === 0 && alternative.rest !== 'none' && alternative.rest.schemas.length === 0));

/** Values in words, as `"a", "b"`; many are cut short. */
export function valuesText(values: Iterable<unknown>): string {
  const texts = [...values].map((value) => JSON.stringify(value));
  return texts.length > 12 ? `${texts.slice(0, 12).join(', ')} and ${texts.length - 12} more` : texts.join(', ');
}

/** One alternative in words: its properties or its values. */
export function alternativeText(alternative: Alternative): string {
  if (alternative.kind === 'object' && alternative.properties.size > 0) {
    return `object with ${valuesText(alternative.properties.keys())}`;
  }
  if ('values' in alternative && alternative.values !== undefined) return valuesText(alternative.values);
  const limits = [...alternative.constraints].map(([keyword, each]) => `${keyword} ${constraintText(each)}`);
  return [typeText(alternative), ...limits].join(', ');
}
