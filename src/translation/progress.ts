import type { Outcome, Problem } from '../problem/problem.ts';
import type { Reply } from './reply.ts';
import type { SentWrite } from './write.ts';

/** What a run has done so far: enough to say what became of it when it ends in a problem. */
export interface Progress {
  readonly replies: Reply[];
  writesApplied: number;
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
  writesApplied: 0,
  last: undefined,
  write: undefined,
  open: false,
  guarded: false,
});

/** What became of a mutation, unless the problem itself knows better. */
export function outcomeOf(problem: Problem, { writesApplied, last, open }: Progress): Outcome {
  const writing = open && last?.effect === 'write';
  if (problem.code === 'internal' && writing) return 'unknown';
  if (writesApplied === 0) return 'not_applied';
  return writing ? 'partial' : 'applied';
}
