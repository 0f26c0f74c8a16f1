import { type Resilience, usualResilience } from '../../src/upstream/resilience.ts';

/** Every call is made once, whatever became of those before it, so that a test can count what reaches an upstream. */
export const unaided: Resilience = { ...usualResilience, retries: 0, breaker: undefined };
