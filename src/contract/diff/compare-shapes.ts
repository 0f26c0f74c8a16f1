import type { Node } from '../description/structure.ts';
import { compareObjects, type Sides } from './compare-objects.ts';
import { compareConstraints, compareScalars } from './compare-scalars.ts';
import type { Comparison, Difference, Direction, Step } from './comparison.ts';
import { alternativeText, isAnything, kindsOf, typesText } from './in-words.ts';
import type { Kind } from './kinds.ts';
import { pairsOf } from './pair-alternatives.ts';
import { partOf } from './part.ts';
import { common, without } from './sets.ts';
import { type Alternative, type Shape, type Shapes, shapesOf } from './shapes.ts';
import type { Source } from './source.ts';

/** Compares what two documents say. Each pair of shapes is compared once, when it is first asked for. */
export interface Comparer {
  readonly old: Source;
  readonly now: Source;
  readonly oldShapes: Shapes;
  readonly newShapes: Shapes;
  compare(direction: Direction, old: readonly Node[], now: readonly Node[]): Comparison;
}

/** Composes the comparison of two documents' schemas. */
export function comparerOf(old: Source, now: Source): Comparer {
  const [oldShapes, newShapes] = [shapesOf(old), shapesOf(now)];
  const known = new Map<string, Comparison>();
  const once = (id: string, make: () => Omit<Comparison, 'id'>): Comparison => {
    const found = known.get(id);
    if (found !== undefined) return found;
    // Circular: while a place is compared, it is taken for equal within itself.
    known.set(id, partOf(id, []));
    const made = { id, ...make() };
    known.set(id, made);
    return made;
  };
  const comparer: Comparer = {
    old,
    now,
    oldShapes,
    newShapes,
    compare(direction, before, after) {
      const sides: Sides = {
        direction,
        compare: (one, other) => comparer.compare(direction, one, other),
        notes: (side, schemas) => (side === 'old' ? oldShapes : newShapes).notes(schemas),
        originsOf: (side, schemas) => schemas.map((side === 'old' ? old : now).idOf),
      };
      const [was, is] = [oldShapes.of(before), newShapes.of(after)];
      return once(`${direction} ${was.id} >> ${is.id}`, () =>
        shapesCompared(was, is, direction, (one, other) =>
          once(`${direction} ${one.id} > ${other.id}`, () => alternativesCompared(one, other, sides)),
        ),
      );
    },
  };
  return comparer;
}

type Parts = Omit<Comparison, 'id'>;

function shapesCompared(
  old: Shape,
  now: Shape,
  direction: Direction,
  compare: (old: Alternative, now: Alternative) => Comparison,
): Parts {
  const types = typeDifferences(old, now, direction);
  const head = { now, alternative: undefined, among: old.alternatives };
  // Of values that may be anything, no document says more.
  if (isAnything(old) || isAnything(now)) return { ...head, differences: types, parts: [], steps: [] };
  const found = [...common(kindsOf(old), kindsOf(now))].map((kind) =>
    pairsOf(ofKind(old, kind), ofKind(now, kind), direction, compare),
  );
  const rule = (what: 'added' | 'removed') => `${direction}-alternative-${what}` as const;
  const unpaired = (what: 'added' | 'removed', alternatives: readonly Alternative[]): readonly Difference[] =>
    alternatives.map((each) => ({
      rule: rule(what),
      detail: `One of the alternatives ${what === 'added' ? 'is new' : 'is gone'}: ${alternativeText(each)}.`,
      origins: each.origins,
      ...(what === 'removed' ? { alternative: each } : {}),
    }));
  return {
    ...head,
    differences: [
      ...types,
      ...found.flatMap(({ added, removed }) => [...unpaired('added', added), ...unpaired('removed', removed)]),
    ],
    parts: found.flatMap(({ pairs }) => pairs),
    steps: [],
  };
}

const ofKind = ({ alternatives }: Shape, kind: Kind): readonly Alternative[] =>
  alternatives.filter((each) => each.kind === kind);

function typeDifferences(old: Shape, now: Shape, direction: Direction): readonly Difference[] {
  const [gone, fresh] = [without(kindsOf(old), kindsOf(now)), without(kindsOf(now), kindsOf(old))];
  if (gone.size === 0 && fresh.size === 0) return [];
  const detail = `The type was ${typesText(old)} and is ${typesText(now)}.`;
  const edited = [
    ...old.alternatives.filter(({ kind }) => gone.has(kind)),
    ...now.alternatives.filter(({ kind }) => fresh.has(kind)),
  ].flatMap((each) => each.origins);
  const origins =
    edited.length > 0 ? edited : [...old.alternatives, ...now.alternatives].flatMap((each) => each.origins);
  if ((direction === 'request' ? gone : fresh).size > 0)
    return [{ rule: `${direction}-type-changed`, detail, origins }];
  if (direction === 'request') return [{ rule: 'request-type-widened', detail, origins }];
  const left = [...kindsOf(now)];
  const lost = left.every((kind) => kind === 'null')
    ? ({ lost: 'all' } as const)
    : left.every((kind) => kind !== 'object' && kind !== 'array')
      ? ({ lost: 'below' } as const)
      : {};
  return [{ rule: 'response-type-narrowed', detail, origins, ...lost }];
}

function alternativesCompared(old: Alternative, now: Alternative, sides: Sides): Parts {
  const found = { now: undefined, alternative: old, among: [], parts: [] };
  if ('values' in old && 'values' in now)
    return { ...found, differences: compareScalars(old, now, sides.direction), steps: [] };
  const limits = compareConstraints(old, now, sides.direction);
  if (old.kind === 'object' && now.kind === 'object') {
    const { differences, steps } = compareObjects(old, now, sides);
    return { ...found, differences: [...limits, ...differences], steps };
  }
  const items = [old, now].map((each) => (each.kind === 'array' ? each.items : []));
  const step: Step = { to: { items: true }, comparison: () => sides.compare(items[0] ?? [], items[1] ?? []) };
  return { ...found, differences: limits, steps: [step] };
}
