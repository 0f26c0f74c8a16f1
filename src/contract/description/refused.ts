/** One thing wrong with a document that was given. */
export interface RefusalReason {
  /** One sentence that says what is wrong and what to do. */
  readonly detail: string;
  /** Where the text tells, counted from 1. */
  readonly line?: number;
}

/** A document that cannot be read as a description of an HTTP API, with every reason that was found. */
export class DescriptionRefused extends Error {
  readonly reasons: readonly RefusalReason[];

  constructor(reasons: readonly RefusalReason[]) {
    super(reasons.map(({ detail, line }) => (line === undefined ? detail : `line ${line}: ${detail}`)).join('\n'));
    this.name = 'DescriptionRefused';
    this.reasons = reasons;
  }
}
