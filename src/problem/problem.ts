import { type ProblemCode, problems } from './registry.ts';

/** One mistake in a request, or one deviation of an answer. */
export interface FieldError {
  /** JSON pointer into the body, or `query/name`, `header/name`, `path/name`. */
  readonly pointer: string;
  /** The rule that was broken: a JSON Schema keyword or a problem code. */
  readonly code: string;
  readonly detail: string;
}

/** What is known of the upstream call behind a problem; never the upstream's own text. */
export interface UpstreamFailure {
  readonly provider: string;
  readonly operationId?: string;
  readonly status?: number;
  readonly code?: string;
  readonly requestId?: string;
}

/** What became of a mutation that ended in a problem. `applied`: it took effect, but the answer could not be completed. */
export type Outcome = 'applied' | 'partial' | 'not_applied' | 'unknown';

interface ProblemParts {
  /** Replaces the registry's advice. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly upstream?: UpstreamFailure;
  readonly outcome?: Outcome;
  /** The journal's record of the mutation that ended so. */
  readonly operationId?: string;
  /** Overrides the registry's status; only `outcome-unknown` has two (502 and 504). */
  readonly status?: number;
  /** Whether the same call may succeed later; replaces what the registry says of the code. */
  readonly retryable?: boolean;
  /** Response headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A failure with a code from the registry; whoever catches it last answers it as RFC 9457 problem details. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly parts: ProblemParts;

  constructor(code: ProblemCode, parts: ProblemParts = {}) {
    const { stackTraceLimit } = Error;
    // Where it was thrown is of interest only in a failure of our own, and costs more than all the rest of a refusal.
    if (problems[code].status !== 500) Error.stackTraceLimit = 0;
    super(parts.detail ?? problems[code].advice, parts.cause === undefined ? undefined : { cause: parts.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.parts = parts;
  }

  get status(): number {
    return this.parts.status ?? problems[this.code].status;
  }

  /** Whether the same call may succeed later without any change. */
  get retryable(): boolean {
    return this.parts.retryable ?? problems[this.code].retryable;
  }

  /** The same problem with every text that is not our own passed through `tell`. */
  retold(tell: (text: string) => string): Problem {
    const { errors, upstream } = this.parts;
    const told = {
      ...(errors && {
        errors: errors.map((each) => ({ ...each, detail: tell(each.detail), pointer: tell(each.pointer) })),
      }),
      ...(upstream && { upstream: retoldFailure(upstream, tell) }),
    };
    const detail = tell(this.message);
    return new Problem(this.code, { ...this.parts, ...told, ...(detail === this.message ? {} : { detail }) });
  }

  /** The same problem with more known about it; what it already says wins. */
  with(more: ProblemParts): Problem {
    return new Problem(this.code, { ...more, ...this.parts, cause: this.parts.cause ?? more.cause });
  }
}

const retoldFailure = (
  { code, requestId, ...rest }: UpstreamFailure,
  tell: (text: string) => string,
): UpstreamFailure => ({
  ...rest,
  ...(code === undefined ? {} : { code: tell(code) }),
  ...(requestId === undefined ? {} : { requestId: tell(requestId) }),
});
