import type { Deviation } from '../contract/drift/deviation.ts';
import type { ProblemCode } from '../problem/registry.ts';

/** Hears what happens on a connection, for health, drift records and logs. */
export interface Observer {
  /** The upstream answered (no code) or the call failed with this problem code. */
  contact(code: ProblemCode | undefined): void;
  /** An answer differs from its document, or the translation built a request that its document forbids. At least one. */
  drift(deviations: readonly Deviation[]): void;
}
