import { accepts, lists } from './accepts.ts';
import type { Difference } from './comparison.ts';
import type { Level } from './report.ts';
import { type RuleName, ruleOf } from './rules.ts';
import type { Shape } from './shapes.ts';
import { type Call, fieldsAt, fieldsBelow, isCertain, stepped, type Use, type UsedField } from './usage.ts';

/** What a difference means to one unified operation. */
export interface Effect {
  readonly call: Call;
  readonly level: Level;
  readonly unifiedFields: readonly string[];
}

/** Where a difference is met. */
export interface Surroundings {
  /** Uses of the compared place. */
  readonly uses: readonly Use[];
  /** What the new document says of the place. */
  readonly now: Shape | undefined;
  /** Of a body that tells of a refusal: whether refusals are told apart by what is in it. Undefined for other bodies. */
  readonly codes: boolean | undefined;
}

/** What a difference means to each unified operation that uses the place; empty where none does. */
export function weigh(difference: Difference, { uses, now, codes }: Surroundings): readonly Effect[] {
  const here = (difference.at ?? []).reduce(stepped, uses);
  const atPlace = new Map(here.map((use) => [use.call, use]));
  const concerned = demands.has(difference.rule) ? uses : here;
  return concerned.map(({ call }) => {
    const use = atPlace.get(call) ?? { call, branches: [], whole: [] };
    const level = levelFor(difference, use, now);
    return {
      call,
      level: codes === undefined ? level : levelOfRefusal(difference.rule, level, codes),
      unifiedFields: [...fieldsAt(use), ...fieldsBelow(use), ...use.whole].flatMap(({ unified }) => unified),
    };
  });
}

/** These concern who does not send something, as soon as what it belongs to is sent. */
const demands: ReadonlySet<RuleName> = new Set<RuleName>([
  ...(['request-parameter-added-required', 'request-parameter-became-required'] as const),
  ...(['request-property-added-required', 'request-property-became-required'] as const),
  'request-body-became-required',
]);

/** These concern only who leaves the place out now and then. */
const absences: ReadonlySet<RuleName> = new Set<RuleName>([...demands, 'request-default-changed']);

/** These say which values are taken. */
const limits: ReadonlySet<RuleName> = new Set<RuleName>([
  ...(['request-type-changed', 'request-constraint-tightened', 'request-alternative-removed'] as const),
  ...(['request-enum-added', 'request-enum-member-removed', 'request-open-enum-member-removed'] as const),
]);

function levelFor(difference: Difference, use: Use, now: Shape | undefined): Level {
  const { level } = ruleOf(difference.rule);
  if (absences.has(difference.rule)) return isCertain(use) ? 'harmless' : level;
  if (limits.has(difference.rule)) return isStillTaken(difference.rule, use, now) ? 'harmless' : level;
  return loses(difference, use) ? 'breaking' : level;
}

function isStillTaken(rule: RuleName, use: Use, now: Shape | undefined): boolean {
  if (now === undefined || use.whole.length > 0 || fieldsBelow(use).length > 0) return false;
  const fields = fieldsAt(use);
  return fields.length > 0 && fields.every((field) => passes(rule, field, now));
}

/** Of an enumeration, the values that are sent are known; other limits may also meet what callers write. */
function passes(rule: RuleName, { values, varies }: UsedField, now: Shape): boolean {
  const isTaken = rule === 'request-open-enum-member-removed' ? lists : accepts;
  if (!values.every((value) => isTaken(now, value))) return false;
  return varies ? rule.includes('-enum-') && values.some((value) => value !== null) : values.length > 0;
}

/** Where values of fewer types are left, what was read in the others may be lost. */
function loses({ lost }: Difference, use: Use): boolean {
  return lost === 'all' || (lost === 'below' && fieldsBelow(use).length > 0);
}

/** Refusals are told apart by their code, and nothing else in their bodies is read. */
function levelOfRefusal(rule: RuleName, level: Level, codes: boolean): Level {
  if (level !== 'breaking') return level;
  return codes && losesTheCode.has(rule) ? 'breaking' : 'risky';
}

const losesTheCode: ReadonlySet<RuleName> = new Set<RuleName>([
  ...(['response-property-removed', 'response-property-became-write-only', 'response-type-changed'] as const),
  ...(['response-type-narrowed', 'response-media-type-removed'] as const),
]);
