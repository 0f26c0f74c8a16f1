import type { Deviation } from '../contract/drift/deviation.ts';
import type { ProblemCode } from '../problem/registry.ts';
import type { EndedCall } from '../telemetry/ended-call.ts';

/** Hears what happens on a connection, for health, drift records, metrics and logs. */
export interface Observer {
  /** The upstream answered (no code) or the call failed with this problem code. */
  contact(code: ProblemCode | undefined): void;
  /** A call to the upstream is over, however it ended. */
  called(call: EndedCall): void;
  /** An answer differs from its document, or the translation built a request that its document forbids. At least one. */
  drift(deviations: readonly Deviation[]): void;
}
