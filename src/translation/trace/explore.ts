import type { Sample, SamplePlace } from '../../contract/sample/sampler.ts';
import { absent, replacedAt, valueAt, variantsOf } from '../../contract/sample/variants.ts';
import { bared, emptied, emptiedTogether } from './bare.ts';
import { leavesOf } from './differences.ts';
import { echoing } from './echo.ts';
import type { MadeUpAnswers } from './made-up.ts';
import { ReadMarks } from './read-marks.ts';
import { sparseScenarios } from './sparse.ts';
import type { MadeUp, Scenario, Trial, TrialReply } from './trial.ts';

/** A scenario, and the same one in another world: one in which every free text and number is another one. */
export interface Twins {
  readonly scenario: Scenario;
  twin(): Scenario;
}

/** One thing that is otherwise in a scenario than in the one it was made from. */
export interface Variation extends Twins {
  /** The number of the call whose answer is varied; undefined for the input. */
  readonly call: number | undefined;
  /** What is varied there; undefined where the answer as a whole is. */
  readonly place: SamplePlace | undefined;
  readonly value: unknown;
}

/** Told of every trial, and of every one that differs from another in one place only. */
export interface Observer {
  /** `again` makes the same trial in the other world. */
  tried(trial: Trial, again: () => Trial): void;
  varied(base: Trial, trial: Trial, variation: Variation): void;
}

/** How the scenarios of one world are tried. */
export interface Attempts {
  readonly answers: MadeUpAnswers;
  attempt(scenario: Scenario): Trial;
}

/** Scenarios that are varied in turn: enough for the ways through any translation, and an end for one that has none. */
const mostBases = 150;
/** So many of them are also tried with what the caller wrote in every text of the answers: what compares both does so at once. */
const wordyBases = 2;

/** A scenario to be varied. */
interface Base extends Twins {
  /** What to vary; undefined for everything, where the way through the steps is a new one. */
  readonly reads: ReadMarks | undefined;
}

/**
 * Tries steps on the fullest input and answers, and on the barest input, then with one thing at a time changed; what shows a way through the steps, or a
 * read, that was not seen before is varied in its turn. Gives the trials that were varied.
 */
export function explore(first: Twins, one: Attempts, other: Attempts, observer: Observer): readonly Trial[] {
  const varied: Trial[] = [];
  const ways = new Set<string>();
  const reads = new ReadMarks();
  const twins = [...sparseScenarios(first.twin(), other.attempt)];
  for (const [index, scenario] of [...sparseScenarios(first.scenario, one.attempt)].entries()) {
    observer.tried(one.attempt(scenario), () => other.attempt(twins[index] ?? first.twin()));
  }
  const queue: Base[] = [first, ...bareOf(first)].map((twins) => ({ ...twins, reads: undefined }));
  for (let bases = 0; bases < mostBases; bases += 1) {
    const next = queue.shift();
    if (next === undefined) break;
    const base = one.attempt(next.scenario);
    varied.push(base);
    ways.add(wayOf(base));
    reads.add(base.calls);
    const again = (): Trial => other.attempt(next.twin());
    observer.tried(base, again);
    for (const variation of variationsOf(
      { base, again, next, wordy: bases < wordyBases },
      one.answers,
      other.answers,
    )) {
      const { scenario, twin } = variation;
      const trial = one.attempt(scenario);
      observer.tried(trial, () => other.attempt(twin()));
      if (variation.place !== undefined) observer.varied(base, trial, variation);
      const way = wayOf(trial);
      const fresh = reads.add(trial.calls);
      if (!ways.has(way)) queue.push({ scenario, twin, reads: undefined });
      else if (!fresh.isEmpty) queue.push({ scenario, twin, reads: fresh });
      ways.add(way);
    }
  }
  return varied;
}

/** The same on the barest input, if that is another one. */
function bareOf({ scenario, twin }: Twins): readonly Twins[] {
  const bare = ({ input, replies }: Scenario): Scenario => ({ input: bared(input) ?? input, replies });
  return bared(scenario.input) === undefined ? [] : [{ scenario: bare(scenario), twin: () => bare(twin()) }];
}

/** What a trial went through: its calls and its end. */
function wayOf({ calls, end, answer }: Trial): string {
  const asked = calls.map(
    ({ operationId, reply }) => `${operationId} ${typeof reply === 'string' ? reply : reply.status}`,
  );
  const { changed, deleted } = (answer ?? {}) as { readonly changed?: unknown; readonly deleted?: unknown };
  return [...asked, end, changed, deleted].join(', ');
}

/** A trial to be varied, and how it is made once more in the other world. */
interface Tried {
  readonly base: Trial;
  readonly next: Base;
  readonly wordy: boolean;
  again(): Trial;
}

function* variationsOf(
  { base, again, next: { reads: only, twin: twinOf }, wordy }: Tried,
  answers: MadeUpAnswers,
  others: MadeUpAnswers,
): Generator<Variation> {
  const { scenario, calls } = base;
  const { input, replies } = scenario;
  const twin = twinOf();
  if (only === undefined) yield* inputVariations(scenario, twin);
  const words = wordy ? textsOf(input.value) : [];
  const twinWords = wordy ? textsOf(twin.input.value) : [];
  // So that what shows a way that another variation shows as well is as full as can be.
  const last: Variation[] = [];
  for (const [number, { operationId, reply, unless, reads }] of calls.entries()) {
    // Whoever asks page after page does with the third what was done with the second.
    if (calls.slice(0, number).filter((earlier) => earlier.operationId === operationId).length > 1) continue;
    const replied = (other: TrialReply, twinOther: () => TrialReply): Twins => ({
      scenario: { input, replies: new Map(replies).set(number, other) },
      twin: () => ({ ...twin, replies: new Map(twin.replies).set(number, twinOther()) }),
    });
    const whole = { call: number, place: undefined, value: undefined };
    if (only === undefined) {
      if (unless.length > 0 && reply !== 'told') yield { ...replied('told', () => 'told'), ...whole };
      if (reply !== 'refused') yield { ...replied('refused', () => 'refused'), ...whole };
    }
    if (typeof reply === 'string') continue;
    const matters = (path: readonly string[]): boolean => {
      const read = path.join('/');
      return reads.has(read) && (only === undefined || only.has(calls, number, read));
    };
    for (const other of answers.others(reply, matters)) yield { ...replied(other, () => others.like(other)), ...whole };
    const given = twin.replies.get(number);
    const twinReply = typeof given === 'object' && given.operationId === operationId ? given : others.like(reply);
    for (const [at, call] of only === undefined ? calls.entries() : []) {
      const echo = echoing(reply, call);
      const twinEcho = (): MadeUp => {
        const twinCall = again().calls[at];
        return (twinCall && echoing(twinReply, twinCall)) ?? twinReply;
      };
      if (echo !== undefined) last.push({ ...replied(echo, twinEcho), ...whole });
    }
    for (const places of emptiedTogether(reply, matters)) {
      last.push({ ...replied(emptied(reply, places), () => emptied(twinReply, places)), ...whole });
    }
    for (const place of reply.places.filter(({ path }) => matters(path))) {
      for (const [index, value] of valuesAt(place, reply.value, words, only && answers.like(reply).value).entries()) {
        const twinOther = () =>
          withValue(
            twinReply,
            place,
            valuesAt(place, twinReply.value, twinWords, only && others.like(reply).value)[index],
          );
        yield { ...replied(withValue(reply, place, value), twinOther), call: number, place, value };
      }
    }
  }
  yield* last;
}

function* inputVariations({ input, replies }: Scenario, twin: Scenario): Generator<Variation> {
  for (const place of input.places) {
    // The channels themselves are no values of the caller's.
    if (place.path.length < 2) continue;
    for (const [index, value] of valuesAt(place, input.value, []).entries()) {
      const twinInput = () => withValue(twin.input, place, valuesAt(place, twin.input.value, [])[index]);
      yield {
        scenario: { input: withValue(input, place, value), replies },
        twin: () => ({ ...twin, input: twinInput() }),
        call: undefined,
        place,
        value,
      };
    }
  }
}

const withValue = <S extends Sample>(sample: S, { path }: SamplePlace, value: unknown): S => ({
  ...sample,
  value: replacedAt(sample.value, path, value),
});

/**
 * Other values for a place; texts also become what the caller wrote, for steps that compare both. Where nothing is, what the `full`
 * sample has there.
 */
function valuesAt(place: SamplePlace, sample: unknown, words: readonly string[], full?: unknown): readonly unknown[] {
  const value = valueAt(sample, place.path);
  if (value === absent) return [valueAt(full, place.path)].filter((each) => each !== absent);
  const { members } = place.form;
  return [...variantsOf(place, value), ...(typeof value === 'string' && members === undefined ? words : [])];
}

const textsOf = (value: unknown): readonly string[] => [
  ...new Set([...leavesOf(value)].map(([, leaf]) => leaf).filter((leaf) => typeof leaf === 'string')),
];
