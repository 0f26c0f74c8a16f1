import { Problem } from '../problem/problem.ts';
import type { Steps } from './declare.ts';

/**
 * Reads after a confirmed write, for the answer's sake: undefined when the upstream does not let us, because a change that was
 * made must not be told as a failure only since nobody could look at it.
 */
export function* readBack<T>(reading: Steps<T>): Steps<T | undefined> {
  try {
    return yield* reading;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
