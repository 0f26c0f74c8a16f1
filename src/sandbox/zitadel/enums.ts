import { type Field, typeError } from './decoding.ts';

/** An enum as its full names in the order of their numbers, with the rule that only these are sent. The first one is the default. */
export function choice<const N extends string>(names: readonly [N, ...N[]]): Field<N | 'undefined number'> {
  return {
    absent: names[0],
    parse: (json, name) => parseEnum(names, json, name) ?? 'undefined number',
    violation: (value, label) =>
      value === 'undefined number' ? `invalid ${label}: value must be one of the defined enum values` : undefined,
  };
}

/** An enum without that rule: a number without a name acts as the default. */
export function openChoice<const N extends string>(names: readonly [N, ...N[]]): Field<N> {
  return {
    absent: names[0],
    parse: (json, name) => parseEnum(names, json, name) ?? names[0],
    violation: () => undefined,
  };
}

function parseEnum<N extends string>(names: readonly [N, ...N[]], json: unknown, name: string): N | undefined {
  // inferred: a decoder that drops unknown fields drops unknown enum names too, so they read as the default
  if (typeof json === 'string') return names.find((known) => known === json) ?? names[0];
  if (typeof json === 'number' && Number.isInteger(json)) return names[json];
  throw typeError('enum', name, json);
}
