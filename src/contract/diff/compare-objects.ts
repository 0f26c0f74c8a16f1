import type { Node } from '../description/structure.ts';
import type { Comparison, Difference, Direction, Step } from './comparison.ts';
import type { Notes, ObjectAlternative, Property } from './shapes.ts';

/** What comparing an object needs to know of both documents. */
export interface Sides {
  readonly direction: Direction;
  compare(old: readonly Node[], now: readonly Node[]): Comparison;
  notes(side: 'old' | 'new', schemas: readonly Node[]): Notes;
  originsOf(side: 'old' | 'new', schemas: readonly Node[]): readonly string[];
}

type Found = Pick<Comparison, 'differences' | 'steps'>;

/** How the properties of two objects differ. */
export function compareObjects(old: ObjectAlternative, now: ObjectAlternative, sides: Sides): Found {
  const names = new Set([...old.properties.keys(), ...now.properties.keys()]);
  const found = [...names].map((name) => compareProperty(name, old, now, sides));
  const rest = compareRest(old, now, names, sides);
  return {
    differences: [...found, rest].flatMap(({ differences }) => differences),
    steps: [...found, rest].flatMap(({ steps }) => steps),
  };
}

const none: Found = { differences: [], steps: [] };

function compareProperty(name: string, old: ObjectAlternative, now: ObjectAlternative, sides: Sides): Found {
  const [before, after] = [old.properties.get(name), now.properties.get(name)];
  const [had, has] = [visible('old', before, sides), visible('new', after, sides)];
  if (had === undefined) return has === undefined ? none : added(name, old, has, sides);
  if (has === undefined) return removed(name, had, after, now, sides);
  return {
    differences: [...compareRequired(name, had, has, sides), ...compareDefault(name, had, has, sides)],
    steps: [stepTo(name, had.schemas, has.schemas, sides)],
  };
}

/** A property as it concerns a direction: read-only ones are not sent, write-only ones not answered. */
function visible(side: 'old' | 'new', property: Property | undefined, sides: Sides): Property | undefined {
  if (property === undefined) return undefined;
  const { readOnly, writeOnly } = sides.notes(side, property.schemas);
  return (sides.direction === 'request' ? readOnly : writeOnly) ? undefined : property;
}

const stepTo = (name: string, old: readonly Node[], now: readonly Node[], sides: Sides): Step => ({
  to: { property: name },
  comparison: () => sides.compare(old, now),
});

function added(name: string, { rest, origins }: ObjectAlternative, property: Property, sides: Sides): Found {
  const to = { property: name, unnamedBefore: true } as const;
  const found = (rule: Difference['rule'], detail: string): Found => ({
    differences: [{ rule, at: [to], detail, origins: [...origins, ...sides.originsOf('new', property.schemas)] }],
    steps:
      rest !== 'none' && rest.schemas.length > 0
        ? [{ to, comparison: () => sides.compare(rest.schemas, property.schemas) }]
        : [],
  });
  if (sides.direction === 'request') {
    if (property.required) return found('request-property-added-required', `"${name}" is new and required.`);
    return found('request-property-added', `"${name}" is new.`);
  }
  if (rest === 'none')
    return found('response-closed-object-extended', `"${name}" is new where no other properties were allowed.`);
  return found('response-property-added', `"${name}" is new.`);
}

function removed(
  name: string,
  old: Property,
  hidden: Property | undefined,
  { rest }: ObjectAlternative,
  sides: Sides,
): Found {
  const origins = sides.originsOf('old', old.schemas);
  const found = (rule: Difference['rule'], detail: string): Found => ({
    differences: [{ rule, at: [{ property: name }], detail, origins }],
    steps: [],
  });
  if (hidden !== undefined) {
    return sides.direction === 'request'
      ? found('request-property-became-read-only', `"${name}" could be sent and is read-only.`)
      : found('response-property-became-write-only', `"${name}" was answered and is write-only.`);
  }
  // Where any properties are expressly taken, so is this one.
  if (sides.direction === 'request' && rest !== 'none' && rest.said) {
    return { differences: [], steps: [stepTo(name, old.schemas, rest.schemas, sides)] };
  }
  return found(`${sides.direction}-property-removed`, `"${name}" was there and is gone.`);
}

function compareRequired(name: string, old: Property, now: Property, sides: Sides): readonly Difference[] {
  if (old.required === now.required) return [];
  const rule = `${sides.direction}-property-became-${now.required ? 'required' : 'optional'}` as const;
  const detail = now.required ? `"${name}" was optional and is required.` : `"${name}" was required and is optional.`;
  return [{ rule, at: [{ property: name }], detail, origins: originsOf(old, now, sides) }];
}

function compareDefault(name: string, old: Property, now: Property, sides: Sides): readonly Difference[] {
  if (sides.direction === 'response') return [];
  const [before, after] = [sides.notes('old', old.schemas), sides.notes('new', now.schemas)].map(
    (each) => each.default,
  );
  if (before === after) return [];
  const detail = `The default was ${before ?? 'not set'} and is ${after ?? 'not set'}.`;
  return [{ rule: 'request-default-changed', at: [{ property: name }], detail, origins: originsOf(old, now, sides) }];
}

const originsOf = (old: Property, now: Property, sides: Sides): readonly string[] => [
  ...sides.originsOf('old', old.schemas),
  ...sides.originsOf('new', now.schemas),
];

/** What the two say of properties that they do not name. */
function compareRest(old: ObjectAlternative, now: ObjectAlternative, names: ReadonlySet<string>, sides: Sides): Found {
  const to = { restBeside: names };
  if (old.rest !== 'none' && now.rest !== 'none') {
    const [before, after] = [old.rest.schemas, now.rest.schemas];
    if (before.length === 0 && after.length === 0) return none;
    return { differences: [], steps: [{ to, comparison: () => sides.compare(before, after) }] };
  }
  if (old.rest === now.rest) return none;
  const origins = [...old.origins, ...now.origins];
  return {
    differences: [
      old.rest === 'none'
        ? {
            rule: `${sides.direction}-additional-properties-opened`,
            at: [to],
            detail: 'Only named properties were allowed; now others are.',
            origins,
          }
        : {
            rule: `${sides.direction}-additional-properties-closed`,
            at: [to],
            detail: 'Other properties than the named ones were allowed and no longer are.',
            origins,
          },
    ],
    steps: [],
  };
}
