import { Problem } from '../problem/problem.ts';
import type { Ask, Steps } from './declare.ts';
import type { Reply } from './reply.ts';

/**
 * A refusal that the translation asked to be handed back, or one that it may still catch. Anything else ends the run: a
 * mistake, and above all a write that may have taken effect, which no later step can make good.
 */
export function tolerated(error: unknown, unless: Ask['unless']): Reply {
  if (!(error instanceof Problem) || error.parts.outcome === 'unknown') throw error;
  return unless.includes(error.code) ? { absent: true } : { problem: error };
}

/** Hands a reply to the steps that asked for it. */
export function resumed<T>(steps: Steps<T>, reply: Reply): IteratorResult<Ask, T> {
  if ('problem' in reply) return steps.throw(reply.problem);
  return steps.next('absent' in reply ? undefined : reply.body);
}
