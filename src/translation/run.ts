import { type Outcome, Problem } from '../problem/problem.ts';
import type { Ask, Steps } from './declare.ts';
import { type CallScope, type Exchange, RequestViolated } from './exchange.ts';
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

/** How one upstream call ended. */
type Reply = { readonly body: unknown } | { readonly problem: Problem };

/** What a run has done so far: enough to say what became of it when it ends in a problem. */
interface Progress {
  readonly replies: Reply[];
  writesApplied: number;
  effect: 'read' | 'write';
  /** Whether an upstream call is under way. */
  underWay: boolean;
  /** Whether an answer breaks its document in parts that were not used so far. */
  guarded: boolean;
}

/** Composes the loop that answers what an entry's steps ask for. */
export function runnerOf(
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
        Object.assign(progress, { effect, underWay: true });
        rightsChecked ||= sessionAware;
        const reply = await exchange(operationId, request, acting).catch((error: unknown) => tolerated(error, unless));
        progress.replies.push(reply);
        if ('body' in reply && reply.body !== undefined) {
          progress.underWay = false;
          progress.guarded ||= reply.guarded;
          if (effect === 'write') {
            progress.writesApplied += 1;
            acting = { ...acting, organization: acting.organization ?? createdId(reply.body) };
          }
        }
        step = resumed(steps, reply);
      }
      if (!rightsChecked) throw unchecked();
      const answer = finish(step.value);
      // Whatever the answer takes over from a guarded body is used, so it is read here, where a fault in it can be told.
      return progress.guarded ? JSON.parse(JSON.stringify(answer)) : answer;
    } catch (error) {
      const problem = explained(error, progress, input, start);
      throw mutation ? problem.with({ outcome: outcomeOf(problem, progress) }) : ofRead(problem);
    }
  };
}

/** An operation that only reads is in conflict with nothing: the upstream has refused it for a reason of its own. */
const ofRead = (problem: Problem): Problem =>
  problem.status === 409 ? new Problem('upstream-rejected', problem.parts) : problem;

/**
 * A refusal that the translation asked to be handed back, or one that it may still catch. Anything else ends the run: a
 * mistake, and above all a write that may have taken effect, which no later step can make good.
 */
function tolerated(error: unknown, unless: Ask['unless']): Reply & { guarded: false } {
  if (!(error instanceof Problem) || error.parts.outcome === 'unknown') throw error;
  return { ...(unless.includes(error.code) ? { body: undefined } : { problem: error }), guarded: false };
}

const resumed = (steps: Steps<unknown>, reply: Reply): IteratorResult<Ask, unknown> =>
  'problem' in reply ? steps.throw(reply.problem) : steps.next(reply.body);

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
  error: unknown,
  { replies }: Progress,
  input: object,
  start: (input: object) => Steps<unknown>,
): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RequestViolated) {
    return blame(input, error.request, error.violations, (other) => replayed(start(other), replies)?.request);
  }
  return new Problem('internal', { cause: error });
}

/** What a run asks for after the replies it got so far. */
function replayed(steps: Steps<unknown>, replies: readonly Reply[]): Ask | undefined {
  let step = steps.next();
  for (const reply of replies) {
    if (step.done) return undefined;
    step = resumed(steps, reply);
  }
  return step.done ? undefined : step.value;
}

/** What became of a mutation, unless the problem itself knows better. */
function outcomeOf(problem: Problem, { writesApplied, effect, underWay }: Progress): Outcome {
  if (problem.code === 'internal' && underWay && effect === 'write') return 'unknown';
  if (writesApplied === 0) return 'not_applied';
  return underWay && effect === 'write' ? 'partial' : 'applied';
}
