import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import type { GoodAnswers } from '../../../support/good-answers.ts';
import { renamed, stringsIn } from '../../../support/json.ts';
import type { Acquainted } from '../../../support/routes.ts';
import { inputsOf, translatedIds } from '../../../support/unified-calls.ts';
import type { Example, UpstreamOperation } from '../../../support/upstream-document.ts';
import { asSent, echoed, moreAnswers } from './answers.ts';
import type { Answer, Asked, Ended, Stage, UnifiedCall, Upstream } from './stage.ts';

/** A run of a unified operation, or of the settlement of one of its writes, that ended under good answers and refusals. */
export interface Scene {
  readonly unified: UnifiedOperationId;
  /** What was called, for runs. */
  readonly call?: UnifiedCall;
  readonly ended: Ended;
  /** Runs it once more, with other answers where `replaced` has some. */
  again(replaced: Replaced): Promise<Ended>;
  /** Runs another call under answers chosen alike. */
  called(call: UnifiedCall): Promise<Ended>;
}
/** Another answer in place of the one that was given to a request, by the number of the request. */
export type Replaced = (index: number, answer: Example) => Answer;

/** Runs of one shape that are kept, and runs of one call that are tried. */
const limits = { ofOneShape: 8, runs: 320 };
/** A run that asks more often leafs through pages, of which a few tell all. */
const mostAsked = 6;

/** All runs of a provider that are told apart by the calls they make and by how they end. */
export async function scenesOf(explored: Acquainted, stage: Stage): Promise<Scene[]> {
  const scenes: Scene[] = [];
  const good = moreAnswers(explored.registered, explored.good);
  for (const unified of translatedIds) {
    const entry = explored.registered.provider.operations[unified];
    if ('unsupported' in entry) continue;
    const writes = new Map<string, Asked>();
    const shapes = new Map<string, number>();
    for (const input of inputsOf(unified, entry.facts, explored.pool)) {
      const call = { unified, input };
      for (const scene of await followed(
        { good },
        unified,
        shapes,
        (upstream, other = call) => stage.run(other, upstream),
        call,
      )) {
        scenes.push(scene);
        for (const asked of scene.ended.asked) {
          if (asked.operation.effect === 'write') writes.set(keyOf(asked), asked);
        }
      }
    }
    const looks = new Map<string, number>();
    for (const { operation, request, wire } of writes.values()) {
      const organization = explored.pool.ids.organization;
      const run = (upstream: Upstream): Promise<Ended> => stage.look(operation.id, request, organization, upstream);
      const echo = echoed(explored.registered, wire.body, stringsIn([wire.query, wire.body]));
      scenes.push(...(await followed({ good: echo(good) }, unified, looks, run)));
    }
  }
  return scenes;
}

/** One request of each set of fields. */
function keyOf({ operation, wire: { query, body } }: Asked): string {
  const names = (value: unknown): string => Object.keys(Object(value)).join();
  return [operation.id, names(query), names(body)].join(';');
}

/** Follows every answer that the document allows, as long as new ways of ending are found. */
async function followed(
  { good }: { readonly good: GoodAnswers },
  unified: UnifiedOperationId,
  shapes: Map<string, number>,
  run: (upstream: Upstream, call?: UnifiedCall) => Promise<Ended>,
  call?: UnifiedCall,
): Promise<Scene[]> {
  const options = ({ operation, wire }: Asked): readonly Example[] => {
    const [first, ...others] = good(operation, wire);
    return [...(first === undefined ? [] : [first]), ...refusalsOf(operation), ...others];
  };
  const found: Scene[] = [];
  // One row of scripts for each new way of asking, taken from in turn.
  const rows: (readonly number[])[][] = [[[]]];
  for (let runs = 0; runs < limits.runs; runs += 1) {
    const row = rows.shift();
    const script = row?.shift();
    if (row === undefined || script === undefined) break;
    if (row.length > 0) rows.push(row);
    const ended = await run((asked, index) => chosen(options(asked), script[index], asked));
    if (ended.asked.length > mostAsked) continue;
    const shape = shapeOf(ended);
    const count = shapes.get(shape) ?? 0;
    // What is a variant of one example and ends alike has been read alike.
    const alike = [outcomeOf(ended), ...ended.answers.map(({ name }) => exampleOf(name, ended.answers.length))].join();
    const made = ended.answers.some(({ name }) => name.includes(' filled') || name.endsWith(asSent));
    if (script.length > 0 && (shapes.has(alike) || (count >= limits.ofOneShape && !made))) continue;
    shapes.set(shape, count + 1);
    shapes.set(alike, 1);
    found.push({ unified, ...(call === undefined ? {} : { call }), ended, ...repeated(ended, options, run, call) });
    if (count > 0) continue;
    // The most telling answers to every request come first.
    const next: (readonly number[])[] = [];
    const numbers = ended.asked.map((asked) => options(asked).length);
    for (let choice = 1; choice < Math.max(0, ...numbers); choice += 1) {
      for (let index = script.length; index < numbers.length; index += 1) {
        if (choice >= (numbers[index] ?? 0)) continue;
        next.push([...script, ...Array<number>(index - script.length).fill(0), choice]);
      }
    }
    if (next.length > 0) rows.unshift(next);
  }
  return found;
}

/** Runs what ended so once more, with the answers that were given then wherever the same is asked for. */
function repeated(
  { asked, answers }: Ended,
  options: (asked: Asked) => readonly Example[],
  run: (upstream: Upstream, call?: UnifiedCall) => Promise<Ended>,
  call?: UnifiedCall,
): Pick<Scene, 'again' | 'called'> {
  const given =
    (replaced: Replaced): Upstream =>
    (next, index) => {
      const same = asked[index]?.operation.id === next.operation.id ? answers[index] : undefined;
      return replaced(index, same ?? chosen(options(next), 0, next));
    };
  return {
    again: (replaced) => run(given(replaced)),
    called: (other) => {
      const ids = Object.entries(call?.input.path ?? {}).map(
        ([name, id]) => [id, other.input.path[name] ?? id] as const,
      );
      const about = (_: number, answer: Example): Example => ({
        ...answer,
        body: ids.reduce((body, [from, to]) => (from === to ? body : renamed(body, from, to)), answer.body),
      });
      return run(given(about), other);
    },
  };
}

function chosen(options: readonly Example[], choice: number | undefined, { operation }: Asked): Example {
  const answer = options[choice ?? 0] ?? options[0];
  if (answer === undefined) throw new Error(`no good answer to ${operation.id}`);
  return answer;
}

const refusals = new WeakMap<UpstreamOperation, readonly Example[]>();
/** Which example a variant was made of; where there is one answer, what stands in for a part at the top counts as another. */
const exampleOf = (name: string, asked: number): string | undefined =>
  asked === 1 && /filled without [^.]+$/.test(name) ? name : name.split(',', 1)[0];

/** One refusal of each status that a caller can cause. */
function refusalsOf(operation: UpstreamOperation): readonly Example[] {
  const known = refusals.get(operation);
  if (known !== undefined) return known;
  const all = operation.failures.filter(({ status }) => status < 500);
  refusals.set(operation, all);
  return all;
}

const shapeOf = ({ asked, answers, body, problem, verdict }: Ended): string =>
  [
    ...asked.map(({ operation }, index) => `${operation.id} ${answers[index]?.status}`),
    problem?.code ?? verdict ?? Object.keys(body ?? {}).join(),
    'changed' in (body ?? {}) ? Reflect.get(body ?? {}, 'changed') : '',
  ].join(', ');

/** What callers and the upstream can tell of a run. */
export const outcomeOf = ({ asked, body, problem, verdict }: Ended): string =>
  JSON.stringify(
    [
      body,
      problem && [problem.code, problem.parts.outcome, problem.parts.errors],
      verdict,
      asked.map(({ operation, wire }) => [operation.id, wire]),
    ],
    (name, value: unknown) => (name === 'etag' || name === 'raw' ? undefined : value),
  );
