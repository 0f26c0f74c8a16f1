import { acceptsScalar } from './accepts.ts';
import type { Difference, Direction } from './comparison.ts';
import { type Constraints, constraintText, relation } from './constraints.ts';
import { valuesText } from './in-words.ts';
import type { Scalar } from './kinds.ts';
import type { RuleName } from './rules.ts';
import { without } from './sets.ts';
import type { Alternative, ScalarAlternative } from './shapes.ts';

type Found = Pick<Difference, 'rule' | 'detail'>;

/** How values of one type that are no objects or lists differ. */
export function compareScalars(
  old: ScalarAlternative,
  now: ScalarAlternative,
  direction: Direction,
): readonly Difference[] {
  const found = [...compareValues(old, now, direction), ...compareListed(old, now, direction)];
  const limits = old.values === undefined && now.values === undefined ? compareConstraints(old, now, direction) : [];
  return [...withOrigins(found, old, now), ...limits];
}

const withOrigins = (found: readonly Found[], old: Alternative, now: Alternative): readonly Difference[] =>
  found.map((each) => ({ ...each, origins: [...old.origins, ...now.origins] }));

function compareValues(old: ScalarAlternative, now: ScalarAlternative, direction: Direction): readonly Found[] {
  const rule = (what: string): RuleName => `${direction}-enum-${what}` as RuleName;
  if (old.values === undefined) return now.values === undefined ? [] : limited(old.constraints, now.values, direction);
  if (now.values === undefined) {
    const refused = direction === 'request' ? outside(now.constraints, old.values) : [];
    if (refused.length > 0)
      return [{ rule: rule('member-removed'), detail: `${valuesText(refused)} is no longer taken.` }];
    return [{ rule: rule('dropped'), detail: `The values were ${valuesText(old.values)}; now they are not listed.` }];
  }
  return compareMembers(old.values, now.values, direction, 'enum');
}

/** A list of values where there was none. */
function limited(constraints: Constraints, values: ReadonlySet<Scalar>, direction: Direction): readonly Found[] {
  const fresh = direction === 'response' ? outside(constraints, values) : [];
  return [
    {
      rule: `${direction}-enum-added`,
      detail: `The values were not limited to a list and now are ${valuesText(values)}.`,
    },
    ...(fresh.length === 0
      ? []
      : [{ rule: 'response-enum-member-added' as const, detail: `${valuesText(fresh)} was not allowed before.` }]),
  ];
}

const outside = (constraints: Constraints, values: ReadonlySet<Scalar>): readonly Scalar[] =>
  [...values].filter((value) => !acceptsScalar(constraints, value));

function compareMembers(
  old: ReadonlySet<Scalar>,
  now: ReadonlySet<Scalar>,
  direction: Direction,
  sort: 'enum' | 'open-enum',
): readonly Found[] {
  const [gone, fresh] = [without(old, now), without(now, old)];
  return [
    ...(gone.size === 0
      ? []
      : [
          {
            rule: `${direction}-${sort}-member-removed` as const,
            detail: `${valuesText(gone)} is no longer among the values.`,
          },
        ]),
    ...(fresh.size === 0
      ? []
      : [
          {
            rule: `${direction}-${sort}-member-added` as const,
            detail: `${valuesText(fresh)} is new among the values.`,
          },
        ]),
  ];
}

/** Open enumerations list what is known and limit nothing; a closed one lists what is known as well. */
function compareListed(old: ScalarAlternative, now: ScalarAlternative, direction: Direction): readonly Found[] {
  const known = now.values ?? now.listed;
  if (old.listed !== undefined) {
    if (known !== undefined) return compareMembers(old.listed, known, direction, 'open-enum');
    return [
      {
        rule: `${direction}-open-enum-dropped`,
        detail: `The known values ${valuesText(old.listed)} are not listed any more.`,
      },
    ];
  }
  if (now.listed === undefined || old.values !== undefined) return [];
  return [{ rule: `${direction}-open-enum-added`, detail: `The known values ${valuesText(now.listed)} are listed.` }];
}

/** How the limits of values of one type differ. */
export function compareConstraints(old: Alternative, now: Alternative, direction: Direction): readonly Difference[] {
  const keywords = new Set([...old.constraints.keys(), ...now.constraints.keys()]);
  return [...keywords].flatMap((keyword): readonly Difference[] => {
    const [before, after] = [old.constraints.get(keyword), now.constraints.get(keyword)];
    const found = relation(before, after);
    if (found === 'same') return [];
    const bad = found === 'other' || (found === 'tighter') === (direction === 'request');
    const origins = [...old.origins, ...now.origins];
    if (keyword === 'type') {
      const [from, to] = found === 'looser' ? ['integer', 'number'] : ['number', 'integer'];
      return [{ rule: typeRule(direction, bad), detail: `The type was ${from} and is ${to}.`, origins }];
    }
    const [was, is] = [before, after].map((each) => (each === undefined ? 'not set' : constraintText(each)));
    return [{ rule: constraintRule(direction, bad), detail: `"${keyword}" was ${was} and is ${is}.`, origins }];
  });
}

const typeRule = (direction: Direction, bad: boolean): RuleName =>
  bad ? `${direction}-type-changed` : direction === 'request' ? 'request-type-widened' : 'response-type-narrowed';

const constraintRule = (direction: Direction, bad: boolean): RuleName =>
  bad === (direction === 'request') ? `${direction}-constraint-tightened` : `${direction}-constraint-loosened`;
