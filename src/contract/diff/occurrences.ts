import { escaped } from '../violation.ts';
import type { ComparedMessage } from './compare-operations.ts';
import type { Comparison, Difference, Step } from './comparison.ts';
import { mayBeMeant } from './meant.ts';
import type { ChangePlace } from './report.ts';
import type { Shape } from './shapes.ts';
import { type Call, stepped, type Usage, type Use, usesOf } from './usage.ts';
import { type Effect, weigh } from './weigh.ts';

/** A difference at a place. */
export interface Occurrence {
  readonly difference: Difference;
  readonly place: ChangePlace;
  /** Empty where nobody uses the place. */
  readonly effects: readonly Effect[];
}

/** Whether an operation's refusals of a status are told apart by the code in their bodies. */
export type ByCode = (upstreamOperation: string, status: number) => boolean;

/**
 * Where differences are met: every used place, and one place for a difference that nobody uses. Steps down only where something
 * is used, so that circular schemas come to an end.
 */
export function occurrencesOf(
  messages: readonly ComparedMessage[],
  usage: Usage,
  byCode: ByCode,
): readonly Occurrence[] {
  const used = messages.flatMap((message) => usedIn(message, usage, byCode));
  const seen = new Set(used.map(({ difference }) => difference));
  const visited = new Set<Comparison>();
  return [...used, ...messages.flatMap((message) => [...unusedIn(message, seen, visited)])];
}

function usedIn(message: ComparedMessage, usage: Usage, byCode: ByCode): readonly Occurrence[] {
  const { upstreamOperation, status, met } = message;
  const calls = usage.calls(upstreamOperation);
  if (met === 'never' || calls.length === 0) return [];
  const codes = met === 'refusal' && status !== undefined ? byCode(upstreamOperation, status) : undefined;
  return [...walk(message, usesIn(calls, met), codes)];
}

function usesIn(calls: readonly Call[], met: ComparedMessage['met']): readonly Use[] {
  if (met === 'answer') return usesOf(calls, 'reads');
  if (met === 'request') return usesOf(calls, 'sends');
  return usesOf(calls, 'refusals');
}

interface Visit {
  readonly comparison: Comparison;
  readonly names: readonly string[];
  readonly uses: readonly Use[];
  readonly now: Shape | undefined;
}

function* walk(message: ComparedMessage, uses: readonly Use[], codes: boolean | undefined): Generator<Occurrence> {
  const seen = new Set<string>();
  const open: Visit[] = [{ comparison: message.comparison, names: [], uses, now: undefined }];
  for (const visit of open) {
    // Below a value that is taken as a whole, nothing tells one round of a circle from the next.
    const { comparison, names, now = comparison.now } = visit;
    const key = roundOf(visit);
    if (key !== undefined && seen.has(key)) continue;
    if (key !== undefined) seen.add(key);
    for (const difference of comparison.differences) {
      const effects = weigh(difference, { uses: meant(visit, difference), now, codes });
      if (effects.length > 0)
        yield { difference, place: placeOf(message, [...names, ...namesOf(difference)]), effects };
    }
    for (const part of comparison.parts) {
      const left = visit.uses.filter((use) => mayBeMeant(use, part.alternative, comparison.among, message.direction));
      if (left.length > 0) open.push({ comparison: part, names, uses: left, now });
    }
    for (const { to, comparison: next } of comparison.steps) {
      const below = stepped(visit.uses, to);
      if (below.length > 0)
        open.push({ comparison: next(), names: [...names, nameOf(to)], uses: below, now: undefined });
    }
  }
}

const meant = ({ uses, comparison }: Visit, { alternative }: Difference): readonly Use[] =>
  uses.filter((use) => mayBeMeant(use, alternative, comparison.among, 'request'));

/** A name for a visit that need not be made twice; undefined where the way that was come is still of account. */
function roundOf({ comparison, uses }: Visit): string | undefined {
  if (uses.some(({ branches }) => branches.length > 0)) return undefined;
  return `${comparison.id} ${uses.map(({ call }) => `${call.unifiedOperation} ${call.trace.purpose}`).join(',')}`;
}

/** Differences that no used place shows, each once. */
function* unusedIn(message: ComparedMessage, seen: Set<Difference>, visited: Set<Comparison>): Generator<Occurrence> {
  const open: Pick<Visit, 'comparison' | 'names'>[] = [{ comparison: message.comparison, names: [] }];
  for (const { comparison, names } of open) {
    if (visited.has(comparison)) continue;
    visited.add(comparison);
    for (const difference of comparison.differences) {
      if (seen.has(difference)) continue;
      seen.add(difference);
      yield { difference, place: placeOf(message, [...names, ...namesOf(difference)]), effects: [] };
    }
    for (const part of comparison.parts) open.push({ comparison: part, names });
    for (const { to, comparison: next } of comparison.steps)
      open.push({ comparison: next(), names: [...names, nameOf(to)] });
  }
}

const nameOf = (to: Step['to']): string => ('property' in to ? to.property : '*');
const namesOf = ({ at = [] }: Difference): readonly string[] => at.map(nameOf);

const placeOf = ({ upstreamOperation, direction, status }: ComparedMessage, names: readonly string[]): ChangePlace => ({
  upstreamOperation,
  direction,
  ...(status === undefined ? {} : { status }),
  pointer: names.map((name) => `/${escaped(name)}`).join(''),
});
