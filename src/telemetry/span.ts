import type { TraceContext } from './trace-context.ts';

/** One piece of work that is over, as tracing systems show it. */
export interface Span {
  /** From a bounded set: an operation's id, or what a background job is for. */
  readonly name: string;
  /** Whether it answered a request, called an upstream, or was begun by the gateway itself. */
  readonly kind: 'server' | 'client' | 'internal';
  readonly trace: TraceContext;
  /** The span it is a part of. `remote`: in another process. */
  readonly parent: { readonly spanId: string; readonly remote: boolean } | undefined;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  /** By the semantic conventions of OpenTelemetry; never a value that a caller or an upstream made up. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Where spans go. */
export interface SpanSink {
  /** Whether a trace that begins here is to be recorded. */
  sample(traceId: string): boolean;
  /** Takes a span of a trace that is recorded. Never throws, never waits. */
  ended(span: Span): void;
}
