import type { Occurrence } from './occurrences.ts';
import type { Change, ChangePlace, Level } from './report.ts';
import { ruleOf } from './rules.ts';
import type { Effect } from './weigh.ts';

const levels: readonly Level[] = ['breaking', 'risky', 'harmless'];

/**
 * Joins occurrences of the same edit into changes. Used changes come first, breaking ones before risky and harmless ones.
 */
export function changesOf(occurrences: readonly Occurrence[]): readonly Change[] {
  const rank = ({ used, level }: Change): number => (used ? 0 : levels.length) + levels.indexOf(level);
  return grouped(occurrences)
    .map(changeOf)
    .toSorted((one, other) => rank(one) - rank(other));
}

/** Occurrences that say the same of the same edited node belong together. */
function grouped(occurrences: readonly Occurrence[]): readonly (readonly Occurrence[])[] {
  const groups = new Map<string, Group>();
  for (const occurrence of occurrences) {
    const { rule, detail, origins } = occurrence.difference;
    const keys = origins.map((origin) => `${origin} ${rule} ${detail}`);
    const met = new Set(keys.map((key) => groups.get(key)).filter((group) => group !== undefined));
    const [group = { keys: [], occurrences: [] }, ...others] = met;
    for (const each of [...others, { keys, occurrences: [occurrence] }]) {
      group.occurrences.push(...each.occurrences);
      group.keys.push(...each.keys);
      for (const key of each.keys) groups.set(key, group);
    }
  }
  return [...new Set(groups.values())].map((group) => group.occurrences);
}

interface Group {
  readonly keys: string[];
  readonly occurrences: Occurrence[];
}

function changeOf(occurrences: readonly Occurrence[]): Change {
  const [first] = occurrences;
  if (first === undefined) throw new Error('a change has at least one occurrence');
  const { rule, detail } = first.difference;
  const effects = occurrences.flatMap((each) => each.effects);
  const level = worst(effects) ?? ruleOf(rule).level;
  const meant = effects.filter((each) => each.level === level);
  const places = effects.length === 0 ? occurrences.slice(0, 1) : occurrences.filter((each) => each.effects.length > 0);
  return {
    rule,
    level,
    detail,
    places: distinct(places.toSorted((one, other) => rankOf(one) - rankOf(other)).map(({ place }) => place)),
    used: effects.length > 0,
    unifiedOperations: [...new Set(meant.map(({ call }) => call.unifiedOperation))].sort(),
    unifiedFields: [...new Set(meant.flatMap(({ unifiedFields }) => unifiedFields))].sort(),
  };
}

/** The worst of what a change means to those who use it. */
const worst = (effects: readonly Effect[]): Level | undefined =>
  levels.find((level) => effects.some((each) => each.level === level));

const rankOf = ({ effects }: Occurrence): number => {
  const level = worst(effects);
  return level === undefined ? levels.length : levels.indexOf(level);
};

const distinct = (places: readonly ChangePlace[]): readonly ChangePlace[] => [
  ...new Map(places.map((place) => [JSON.stringify(place), place])).values(),
];
