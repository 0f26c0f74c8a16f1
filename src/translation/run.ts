import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem } from '../problem/problem.ts';
import type { Unchecked } from './acceptance.ts';
import type { Ask, Steps } from './declare.ts';
import { unusable } from './distrust.ts';
import { type CallScope, type Exchange, readingScope } from './exchange.ts';
import type { Look } from './look.ts';
import { blame } from './origin.ts';
import { begun, type Progress, toldWithOutcome } from './progress.ts';
import type { Recorder } from './recorder.ts';
import { type SupportedEntry, stepsOf } from './registered.ts';
import { isLookedUp, lookedUp, type RecordedReply, type Reply, recorded, reopened } from './reply.ts';
import { RequestViolated } from './request-violated.ts';
import { resumed, tolerated } from './resume.ts';
import { sendWrite } from './write.ts';

/** What the engine knows of the upstream operations that an entry may ask for. */
export interface UpstreamFacts {
  readonly effect: 'read' | 'write';
  /** Whether the upstream checks an acting member's rights in it. */
  readonly sessionAware: boolean;
  /** Whether a write has to be looked for before it is sent, because only a difference tells afterwards. */
  readonly byDifference: boolean;
}

/** Everything that a run works with, composed once. */
export interface Engine {
  readonly upstream: ReadonlyMap<string, UpstreamFacts>;
  readonly exchange: Exchange;
  readonly look: Look;
}

/** One call of a runner. */
export interface Running {
  readonly input: object;
  readonly scope: CallScope;
  /** Makes the unified answer of the provider's, as a part of the run. */
  readonly finish: (answer: unknown) => object;
  /** For mutations: keeps the record of the writes. */
  readonly recorder: Recorder | undefined;
  /** What the first calls of the run answered when they were made, to go on after them. */
  readonly earlier: readonly RecordedReply[];
}

/** Runs one entry of a translation. Throws `Problem`, with the outcome where the entry writes. */
export type Runner = (running: Running) => Promise<object>;

const confirmation =
  "No usable answer of the upstream's confirmed the change; reading afterwards showed that it took effect.";

/** Composes the loop that answers what an entry's steps ask for. */
export function runnerOf(entry: SupportedEntry, engine: Engine): Runner {
  const start = stepsOf(entry);
  const facts = factsOf(engine);
  const mutation = entry.upstream.some((operationId) => facts(operationId).effect === 'write');
  const run: Runner = async (running) => {
    const progress = begun();
    try {
      const answer = await drive(start(running.input), running, progress, engine, facts);
      const finished = running.earlier.some(isLookedUp) ? warned(running.finish(answer)) : running.finish(answer);
      // Whatever the answer takes over from a guarded body is used, so it is read here, where a fault in it can be told.
      return progress.guarded ? JSON.parse(JSON.stringify(finished)) : finished;
    } catch (error) {
      const problem = explained(error, progress, running.input, start);
      if (!mutation) throw ofRead(problem);
      const confirmed = await confirm(problem, progress, running, engine);
      if (confirmed !== undefined) return run({ ...running, earlier: confirmed });
      throw toldWithOutcome(problem, progress);
    }
  };
  return run;
}

/**
 * Composes the check of an entry's first upstream request, by which most of what an upstream cannot take shows before anything is
 * put on record or sent. It throws `Problem`.
 */
export function firstRequestCheckOf(
  entry: SupportedEntry,
  { exchange }: Engine,
): (input: object, scope: CallScope) => void {
  const start = stepsOf(entry);
  return (input, scope) => {
    try {
      const { done, value } = start(input).next();
      if (!done) exchange.prepare(value.operationId, value.request, scope);
    } catch (error) {
      throw explained(error, begun(), input, start);
    }
  };
}

/** The facts of what an entry asks for; it may only ask for what it names. */
export function factsOf({ upstream }: Pick<Engine, 'upstream'>): (operationId: string) => UpstreamFacts {
  return (operationId) => {
    const found = upstream.get(operationId);
    if (found === undefined) throw new Error(`the translation asks for ${operationId}, which it does not name`);
    return found;
  };
}

async function drive(
  steps: Steps<unknown>,
  { scope, recorder, earlier }: Running,
  progress: Progress,
  { exchange, look }: Engine,
  facts: (operationId: string) => UpstreamFacts,
): Promise<unknown> {
  let acting = scope;
  let rightsChecked = Object.keys(scope.acting).length === 0;
  let step = steps.next();
  while (!step.done) {
    const { operationId, request, unless } = step.value;
    const { effect, sessionAware, byDifference } = facts(operationId);
    Object.assign(progress, { last: { effect, operationId }, open: true });
    rightsChecked ||= sessionAware;
    const known = earlier[progress.replies.length];
    let reply: Reply;
    if (known !== undefined) reply = reopened(known, (answer) => exchange.reopen(operationId, answer));
    else if (effect === 'read') {
      if (progress.applied.length > 0) await recorder?.flush();
      const call = exchange.prepare(operationId, request, acting);
      reply = await call.send().catch((error: unknown) => tolerated(error, unless));
    } else {
      if (recorder === undefined) throw new Error(`${operationId} writes, and nobody keeps a record`);
      reply = await sendWrite(step.value, acting, exchange, byDifference ? look : undefined, recorder, progress);
    }
    progress.replies.push(reply);
    if ('raw' in reply) {
      progress.open = false;
      progress.guarded ||= reply.guarded;
      if (effect === 'write') {
        progress.applied.push(operationId);
        acting = { ...acting, patient: true };
        if (acting.organization === undefined) {
          progress.created = createdId(reply.body);
          acting = { ...acting, organization: progress.created };
        }
      }
    }
    step = resumed(steps, reply);
  }
  if (!rightsChecked) throw unchecked();
  return step.value;
}

/**
 * Looks at once where a write's answer said success but cannot be used: when the upstream shows the change, the run goes on from
 * there. Gives the replies to go on after.
 */
async function confirm(
  problem: Problem,
  { write, replies }: Progress,
  { recorder }: Running,
  { look }: Engine,
): Promise<readonly RecordedReply[] | undefined> {
  if (problem.parts.outcome !== 'unknown' || write === undefined) return undefined;
  const { number, operationId, request, before, evidence, scope } = write;
  const unused = { number, code: problem.code, evidence, reply: undefined };
  recorder?.ended({ ...unused, outcome: 'unknown' });
  if (evidence.succeeded !== true) return undefined;
  const { verdict } = await look(operationId, request, readingScope(scope.organization));
  if (verdict.outcome !== 'applied' || (before ?? 'not_applied') !== 'not_applied') return undefined;
  const reply = lookedUp(verdict.reply);
  recorder?.ended({ ...unused, outcome: 'applied', reply });
  return [...replies.slice(0, number).map(recorded), reply];
}

const warned = (answer: object): object => ({
  ...answer,
  warnings: [...('warnings' in answer && Array.isArray(answer.warnings) ? answer.warnings : []), confirmation],
});

/** An operation that only reads is in conflict with nothing: the upstream has refused it for a reason of its own. */
const ofRead = (problem: Problem): Problem =>
  problem.status === 409 ? new Problem('upstream-rejected', problem.parts) : problem;

/** The problem where nothing had to be written, so that no call carried the acting member's session: answering would go past the member's rights. */
export const unchecked = (): Problem =>
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
export function explained(
  error: unknown,
  { replies }: Pick<Progress, 'replies'>,
  input: object,
  start: (input: object) => Steps<unknown>,
): Problem {
  if (error instanceof Problem) return error;
  const unchecked = lastUnchecked(replies);
  if (error instanceof RequestViolated) {
    const { request, violations } = error;
    const problem = blame(input, request, violations, (other) => replayed(start(other), replies)?.request);
    if (problem.code !== 'translation-contract-violation') return problem;
    if (unchecked === undefined) error.record();
    else return unusable(unchecked.effect, unchecked.upstream, error);
    return problem;
  }
  return unchecked === undefined
    ? new Problem('internal', { cause: error })
    : unusable(unchecked.effect, unchecked.upstream, error);
}

/** What a mistake is put down to where answers were taken unchecked: to a write's, because then its outcome is not known. */
function lastUnchecked(replies: readonly Reply[]): Unchecked | undefined {
  const all = replies.flatMap((reply) => ('raw' in reply && reply.unchecked !== undefined ? [reply.unchecked] : []));
  return all.findLast(({ effect }) => effect === 'write') ?? all.at(-1);
}

/** What a run asks for after the replies it got so far. */
function replayed(
  steps: Steps<unknown>,
  replies: readonly Reply[],
): (Ask & { readonly request: ChannelledRequest }) | undefined {
  let step = steps.next();
  for (const reply of replies) {
    if (step.done) return undefined;
    step = resumed(steps, reply);
  }
  return step.done ? undefined : step.value;
}
