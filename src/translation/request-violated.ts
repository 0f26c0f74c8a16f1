import type { Violation } from '../contract/violation.ts';
import type { ChannelledRequest } from '../contract/wire.ts';

/** Raised before anything is sent: the request that the translation built breaks the upstream document. */
export class RequestViolated extends Error {
  override readonly name = 'RequestViolated';
  readonly request: ChannelledRequest;
  readonly violations: readonly Violation[];
  /** Puts it on record. For a value of the caller's that the upstream does not take, there is nothing to record. */
  readonly record: () => void;

  constructor(request: ChannelledRequest, violations: readonly Violation[], record: () => void) {
    super(violations.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '));
    this.request = request;
    this.violations = violations;
    this.record = record;
  }
}
