import { Problem } from '../../src/problem/problem.ts';

/** The problem that a call ends in; anything else it does fails the test. */
export async function problemOf(run: () => unknown): Promise<Problem> {
  const error = await errorOf(run);
  if (error instanceof Problem) return error;
  throw error;
}

/** What a call throws or rejects with. */
export async function errorOf(run: () => unknown): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await run();
  } catch (error) {
    return error;
  }
  throw new Error(`It did not fail but answered ${JSON.stringify(answer)}`);
}
