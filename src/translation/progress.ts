import { type Outcome, Problem } from '../problem/problem.ts';
import { problems } from '../problem/registry.ts';
import type { Reply } from './reply.ts';
import type { SentWrite } from './write.ts';

/** What a run has done so far: enough to say what became of it when it ends in a problem. */
export interface Progress {
  readonly replies: Reply[];
  /** The upstream operations of the writes that took effect. */
  readonly applied: string[];
  /** The organization that a write has made. */
  created: string | undefined;
  /** The last call. */
  last: { readonly effect: 'read' | 'write'; readonly operationId: string } | undefined;
  /** The last write that went out. */
  write: SentWrite | undefined;
  /** Whether the last call is under way, or was refused. */
  open: boolean;
  /** Whether an answer breaks its document in parts that were not used so far. */
  guarded: boolean;
}

export const begun = (): Progress => ({
  replies: [],
  applied: [],
  created: undefined,
  last: undefined,
  write: undefined,
  open: false,
  guarded: false,
});

/** The problem that ended a mutation, with what became of it; where only some of it took effect, told with what holds now. */
export function toldWithOutcome(problem: Problem, progress: Progress): Problem {
  // A write that may have taken effect is all there is to say.
  if (problem.parts.outcome === 'unknown') return problem;
  const { applied, created, last } = progress;
  const outcome = outcomeOf(problem, progress);
  // That nothing was sent, a refusal may say of the one write that it is about.
  if (outcome !== 'partial') return new Problem(problem.code, { ...problem.parts, outcome });
  const made = created === undefined ? '' : ` and made organization ${created}`;
  const advice = problems[problem.code].retryable
    ? 'POST /v1/operations/{operation}/reconcile sends the rest.'
    : 'Make good what is missing with further calls; this one is not sent again.';
  const detail = `${applied.join(', ')} took effect${made}, ${last?.operationId} did not. ${advice}`;
  return new Problem(problem.code, { ...problem.parts, outcome, detail });
}

function outcomeOf(problem: Problem, { applied, last, open }: Progress): Outcome {
  const writing = open && last?.effect === 'write';
  if (problem.code === 'internal' && writing) return 'unknown';
  if (applied.length === 0) return 'not_applied';
  return writing ? 'partial' : 'applied';
}
