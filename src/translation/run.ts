import { UsedPartViolated } from '../contract/guard.ts';
import { type Outcome, Problem } from '../problem/problem.ts';
import type { Ask, Steps } from './declare.ts';
import { type CallScope, type Exchange, RequestViolated, violated } from './exchange.ts';
import { blame } from './origin.ts';
import { type SupportedEntry, stepsOf } from './registered.ts';

/** Runs one entry of a translation; `finish` makes the unified answer of the provider's, as a part of the run. */
export type Runner = (input: object, scope: CallScope, finish: (answer: unknown) => object) => Promise<object>;

/** What the engine knows of the upstream operations that an entry may ask for. */
export interface UpstreamFacts {
  readonly effect: 'read' | 'write';
  /** Whether the upstream checks an acting member's rights in it. */
  readonly sessionAware: boolean;
}

/** What a run has done so far: enough to say what became of it when it ends in a problem. */
interface Progress {
  readonly replies: unknown[];
  writesApplied: number;
  asking: Ask | undefined;
  effect: 'read' | 'write';
  /** Whether an upstream call is under way. */
  underWay: boolean;
  /** Whether an answer breaks its document in parts that were not used so far. */
  guarded: boolean;
}

/** Composes the loop that answers what an entry's steps ask for. */
export function runnerOf(
  provider: string,
  entry: SupportedEntry,
  upstream: ReadonlyMap<string, UpstreamFacts>,
  exchange: Exchange,
): Runner {
  const start = stepsOf(entry);
  const facts = (operationId: string): UpstreamFacts => {
    const found = upstream.get(operationId);
    if (found === undefined) throw new Error(`the translation asks for ${operationId}, which it does not name`);
    return found;
  };
  const mutation = entry.upstream.some((operationId) => facts(operationId).effect === 'write');
  return async (input, scope, finish) => {
    const progress: Progress = {
      replies: [],
      writesApplied: 0,
      asking: undefined,
      effect: 'read',
      underWay: false,
      guarded: false,
    };
    let acting = scope;
    let rightsChecked = Object.keys(scope.acting).length === 0;
    try {
      const steps = start(input);
      let step = steps.next();
      while (!step.done) {
        const { operationId, request, unless } = step.value;
        const { effect, sessionAware } = facts(operationId);
        Object.assign(progress, { asking: step.value, effect, underWay: true });
        rightsChecked ||= sessionAware;
        const reply = await exchange(operationId, request, acting).catch((error: unknown) => tolerated(error, unless));
        progress.underWay = false;
        progress.guarded ||= reply?.guarded === true;
        if (effect === 'write' && reply !== undefined) {
          progress.writesApplied += 1;
          acting = { ...acting, organization: acting.organization ?? createdId(reply.body) };
        }
        progress.replies.push(reply?.body);
        step = steps.next(reply?.body);
      }
      if (!rightsChecked) throw unchecked();
      const answer = finish(step.value);
      // Whatever the answer takes over from a guarded body is used, so it is read here, where a fault in it can be told.
      return progress.guarded ? JSON.parse(JSON.stringify(answer)) : answer;
    } catch (error) {
      const problem = explained(provider, error, progress, input, start);
      throw mutation ? problem.with({ outcome: outcomeOf(problem, progress) }) : ofRead(problem);
    }
  };
}

/** An operation that only reads is in conflict with nothing: the upstream has refused it for a reason of its own. */
const ofRead = (problem: Problem): Problem =>
  problem.status === 409 ? new Problem('upstream-rejected', problem.parts) : problem;

/** A refusal that the translation asked to be handed back. */
function tolerated(error: unknown, unless: Ask['unless']): undefined {
  if (error instanceof Problem && unless.includes(error.code)) return undefined;
  throw error;
}

/** Nothing had to be written, so no call carried the acting member's session: answering would go past the member's rights. */
const unchecked = (): Problem =>
  new Problem('capability-not-supported', {
    detail:
      "Nothing had to change, and the upstream checks a member's rights only when something does. Leave out the Orgway-Acting-Session headers.",
  });

/** The organization that a create has made: from then on the run may act on that one only. */
function createdId(body: unknown): string | undefined {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** Whatever ended a run, as a problem. */
function explained(
  provider: string,
  error: unknown,
  { asking, effect, replies }: Progress,
  input: object,
  start: (input: object) => Steps<unknown>,
): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RequestViolated) {
    return blame(input, error.request, error.violations, (other) => replayed(start(other), replies)?.request);
  }
  if (error instanceof UsedPartViolated) {
    return violated(error.violation, effect, {
      provider,
      ...(asking === undefined ? {} : { operationId: asking.operationId }),
    });
  }
  return new Problem('internal', { cause: error });
}

/** What a run asks for after the replies it got so far. */
function replayed(steps: Steps<unknown>, replies: readonly unknown[]): Ask | undefined {
  let step = steps.next();
  for (const reply of replies) {
    if (step.done) return undefined;
    step = steps.next(reply);
  }
  return step.done ? undefined : step.value;
}

/** What became of a mutation, unless the problem itself knows better. */
function outcomeOf(problem: Problem, { writesApplied, effect, underWay }: Progress): Outcome {
  if (problem.code === 'internal' && underWay && effect === 'write') return 'unknown';
  if (writesApplied === 0) return 'not_applied';
  return underWay && effect === 'write' ? 'partial' : 'applied';
}
