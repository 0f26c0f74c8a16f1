/** How commands end, besides 0. */
export const exitStatus = {
  /** A problem was found. */
  problem: 1,
  wrongUsage: 2,
  /** Something that the gateway cannot do without is not there (EX_UNAVAILABLE). */
  unavailable: 69,
  /** The gateway's own fault (EX_SOFTWARE). */
  fault: 70,
  /** The configuration, or what the process was started with, cannot be used (EX_CONFIG). */
  wrongConfiguration: 78,
} as const;

/** Ends the process with a status of its own; the message is a sentence that says what to do. */
export class EndsWith extends Error {
  override readonly name = 'EndsWith';
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
