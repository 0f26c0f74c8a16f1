import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span, SpanSink } from './span.ts';
import { childOf, newTraceId, rootOf, type TraceContext, traceparentOf } from './trace-context.ts';

/** What is known of a span when it ends. */
export interface SpanEnd extends Pick<Span, 'name' | 'failed'> {
  /** Only asked for where the span is recorded. */
  attributes(): Span['attributes'];
}

/** A request or a background job: everything that is done for it, however deep, belongs to it without being told. */
export interface Work {
  readonly trace: TraceContext;
  /** What its calls to upstreams come to so far. */
  readonly upstream: { readonly calls: number; readonly ms: number };
  /** The operation on record that it made or found. */
  readonly operation: string | undefined;
  run<T>(inside: () => T): T;
  /** To be called once. */
  end(span: SpanEnd): void;
}

/** One call to an upstream on its way. */
export interface CallSpan {
  /** Headers that tell the upstream where the call belongs. */
  readonly headers: Readonly<Record<string, string>>;
  run<T>(inside: () => T): T;
  /** To be called once; answers how long it took, in milliseconds. */
  end(span: SpanEnd): number;
}

/** Begins work. */
export interface Tracer {
  /** `parent`: the caller's place in its trace; without it a trace begins here. */
  begin(kind: 'server' | 'internal', parent?: TraceContext): Work;
  /** Runs a background job as work of its own. */
  job<T>(name: string, run: () => Promise<T>): Promise<T>;
}

/** What the parts of one piece of work add up to. */
interface Tally {
  readonly sink: SpanSink | undefined;
  calls: number;
  ms: number;
  operation: string | undefined;
}

interface Place {
  readonly trace: TraceContext;
  readonly tally: Tally;
}

const places = new AsyncLocalStorage<Place>();

/** `sink`: where spans go; without one nothing is recorded, and traces are only passed on. */
export function createTracer(sink: SpanSink | undefined): Tracer {
  const begin: Tracer['begin'] = (kind, parent) => {
    const trace = parent === undefined ? begun(sink) : childOf(parent);
    const end = recorder(kind, trace, parent && { spanId: parent.spanId, remote: true }, sink);
    return new Begun(trace, { sink, calls: 0, ms: 0, operation: undefined }, end);
  };
  return {
    begin,
    async job(name, run) {
      const work = begin('internal');
      let failed = true;
      try {
        const result = await work.run(run);
        failed = false;
        return result;
      } finally {
        work.end({ name, failed, attributes: () => ({}) });
      }
    },
  };
}

/** A class, because there is one for each request, and object literals with getters are dear to make and to keep. */
class Begun implements Work {
  readonly trace: TraceContext;
  readonly end: (span: SpanEnd) => void;
  readonly #tally: Tally;

  constructor(trace: TraceContext, tally: Tally, end: (span: SpanEnd) => void) {
    this.trace = trace;
    this.end = end;
    this.#tally = tally;
  }

  get upstream(): Work['upstream'] {
    const { calls, ms } = this.#tally;
    return { calls, ms };
  }

  get operation(): string | undefined {
    return this.#tally.operation;
  }

  run<T>(inside: () => T): T {
    return places.run({ trace: this.trace, tally: this.#tally }, inside);
  }
}

function begun(sink: SpanSink | undefined): TraceContext {
  const traceId = newTraceId();
  return rootOf(traceId, sink?.sample(traceId) ?? false);
}

/** Begins a call to an upstream as a part of the work under way, if there is any. */
export function beginCall(): CallSpan {
  const place = places.getStore();
  if (place === undefined) {
    const begin = performance.now();
    return { headers: {}, run: (inside) => inside(), end: () => performance.now() - begin };
  }
  const { tally } = place;
  const trace = childOf(place.trace);
  const end = recorder('client', trace, { spanId: place.trace.spanId, remote: false }, tally.sink);
  return {
    headers: headersOf(trace),
    run: (inside) => places.run({ trace, tally }, inside),
    end(span) {
      const durationMs = end(span);
      tally.calls += 1;
      tally.ms += durationMs;
      return durationMs;
    },
  };
}

/** Times a span from now on; the function it answers ends it and answers how long it took. */
function recorder(
  kind: Span['kind'],
  trace: TraceContext,
  parent: Span['parent'],
  sink: SpanSink | undefined,
): (span: SpanEnd) => number {
  const begin = performance.now();
  return ({ name, failed, attributes }) => {
    const durationMs = performance.now() - begin;
    if (trace.sampled && sink !== undefined) {
      const startMs = performance.timeOrigin + begin;
      sink.ended({ name, failed, attributes: attributes(), kind, trace, parent, durationMs, startMs });
    }
    return durationMs;
  };
}

/** Says which operation on record the work under way is about. */
export function noteOperation(operation: string): void {
  const place = places.getStore();
  if (place !== undefined) place.tally.operation = operation;
}

/** Headers that tell an upstream where the call under way belongs; none outside of all work. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const place = places.getStore();
  return place === undefined ? {} : headersOf(place.trace);
}

const headersOf = (trace: TraceContext): Readonly<Record<string, string>> => ({ traceparent: traceparentOf(trace) });

/** What log lines carry of the work under way. */
export function traceFields(): object {
  const place = places.getStore();
  return place === undefined ? {} : { trace_id: place.trace.traceId, span_id: place.trace.spanId };
}
