import {
  createTraceState,
  type HrTime,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { Span, SpanSink } from './span.ts';
import type { TraceContext } from './trace-context.ts';

/** Where spans are exported to. */
export interface Collector {
  /** Takes OTLP over HTTP, as JSON. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Which share of the traces that begin here is recorded, from 0 to 1. A trace that comes from a caller is as the caller says. */
  readonly sampleRatio: number;
}

/** Spans on their way to a collector. */
export interface SpanExport extends SpanSink {
  /** Sends what is left, for as long as a second and a half. Never rejects. */
  close(): Promise<void>;
}

const everyMs = 1_000;
const exportTimeoutMs = 5_000;
const closeMs = 1_500;
const hex = 16;

/** Exports spans in batches; what cannot be exported in time is dropped. `failed` hears of the first of several failures in a row. */
export function exportSpans(
  { url, headers, serviceName, sampleRatio }: Collector,
  failed: (error: unknown) => void,
): SpanExport {
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: exportTimeoutMs });
  const processor = new BatchSpanProcessor({
    exporter: telling(exporter, failed),
    scheduledDelayMillis: everyMs,
    exportTimeoutMillis: exportTimeoutMs + closeMs,
  });
  const common = {
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    instrumentationScope: { name: 'orgway' },
    links: [],
    events: [],
    ended: true,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  return {
    sample: (traceId) => Number.parseInt(traceId.slice(-8), hex) < sampleRatio * 2 ** 32,
    ended: (span) => processor.onEnd({ ...common, ...readable(span) }),
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeMs);
      });
      await Promise.race([processor.shutdown().catch(() => {}), patience]);
      clearTimeout(timer);
    },
  };
}

/** An exporter that tells of its failures: the batch processor keeps them to itself. */
function telling(exporter: SpanExporter, failed: (error: unknown) => void): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined && !failing) failed(result.error);
        failing = result.error !== undefined;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

const kinds: Readonly<Record<Span['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
};

function readable({
  name,
  kind,
  trace,
  parent,
  startMs,
  durationMs,
  failed,
  attributes,
}: Span): Pick<
  ReadableSpan,
  'name' | 'kind' | 'spanContext' | 'parentSpanContext' | 'startTime' | 'endTime' | 'duration' | 'status' | 'attributes'
> {
  const context = contextOf(trace);
  return {
    name,
    kind: kinds[kind],
    spanContext: () => context,
    ...(parent === undefined
      ? {}
      : { parentSpanContext: { ...context, spanId: parent.spanId, isRemote: parent.remote } }),
    startTime: timeOf(startMs),
    endTime: timeOf(startMs + durationMs),
    duration: timeOf(durationMs),
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes,
  };
}

const contextOf = ({ traceId, spanId, sampled, state }: TraceContext): SpanContext => ({
  traceId,
  spanId,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  ...(state === undefined ? {} : { traceState: createTraceState(state) }),
});

function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
