import { recording } from '../../contract/recording.ts';
import type { Choices, Sample } from '../../contract/sample/sampler.ts';
import { Problem } from '../../problem/problem.ts';
import type { Steps } from '../declare.ts';
import type { AnyProvider } from '../registered.ts';

/** A made-up success of an upstream operation. */
export interface MadeUp extends Sample {
  readonly operationId: string;
  readonly status: number;
  readonly choices: Choices;
}

/** How a trial answers what is asked for: with a body, with a refusal that the steps asked to be told of, or with any other. */
export type TrialReply = MadeUp | 'told' | 'refused';

/** What a trial is made with. */
export interface Scenario {
  readonly input: Sample;
  /** By the number of the call; those that are left out are answered as usual. */
  readonly replies: ReadonlyMap<number, TrialReply>;
}

/** One upstream call of a trial. */
export interface TrialCall {
  readonly operationId: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly unless: readonly string[];
  readonly reply: TrialReply;
  /** Paths that were read in the answer, joined with slashes. */
  readonly reads: ReadonlySet<string>;
}

/** What came of it. */
export interface Trial {
  readonly scenario: Scenario;
  readonly calls: readonly TrialCall[];
  /** `answered`, the code of the problem it ended in, or `failed` for anything else. */
  readonly end: string;
  /** The answer as JSON, without `raw`. */
  readonly answer: unknown;
}

/** A run that asks for more than this goes through page after page. */
const mostCalls = 5;

/** Runs steps on made-up answers. Pure, as the steps are. */
export function tryOut(
  start: (input: object) => Steps<unknown>,
  scenario: Scenario,
  usual: (operationId: string) => MadeUp,
  identity: AnyProvider['identity'],
): Trial {
  const calls: TrialCall[] = [];
  const ended = (end: string, answer: unknown): Trial => ({ scenario, calls, end, answer });
  try {
    const steps = start(scenario.input.value as object);
    let step = steps.next();
    while (!step.done && calls.length < mostCalls) {
      const { operationId, request, unless } = step.value;
      const given = scenario.replies.get(calls.length) ?? usual(operationId);
      // After another answer before, another call may stand in the place that a reply was meant for.
      const reply = typeof given === 'object' && given.operationId !== operationId ? usual(operationId) : given;
      const reads = new Set<string>();
      calls.push({ operationId, request: plain(request) as TrialCall['request'], unless, reply, reads });
      if (reply === 'told') step = steps.next(undefined);
      else if (reply === 'refused') step = steps.throw(new Problem('upstream-error'));
      else {
        const noted = new Set<readonly string[]>();
        const body = recording(reply.value, (path) => {
          if (!noted.has(path)) reads.add(path.join('/'));
          noted.add(path);
        });
        compare(identity[operationId], request, body);
        step = steps.next(body);
      }
    }
    return step.done ? ended('answered', plain(step.value)) : ended('unfinished', undefined);
  } catch (error) {
    return ended(error instanceof Problem ? error.code : 'failed', undefined);
  }
}

function compare(check: AnyProvider['identity'][string] | undefined, request: object, body: unknown): void {
  if (typeof check !== 'function') return;
  try {
    check(request as never, body as never);
  } catch {
    // What a made-up answer lacks was asked for all the same.
  }
}

/** As it would be sent, without what is passed on for the record only. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  // What is passed on from an answer is a view of it.
  const { toJSON } = value as { readonly toJSON?: () => unknown };
  if (toJSON !== undefined) return plain(toJSON.call(value));
  if (Array.isArray(value)) return value.map(plain);
  const copy: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) if (each !== undefined && name !== 'raw') copy[name] = plain(each);
  return copy;
}
