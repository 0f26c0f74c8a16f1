import type { Logger } from 'pino';
import type { GuardObserver } from '../api/guard/server.ts';
import type { Observation } from '../api/observe.ts';
import { levelOf, requestLine } from '../telemetry/request-line.ts';
import type { Collector, SpanExport } from '../telemetry/span-export.ts';
import { createTracer } from '../telemetry/work.ts';
import type { Metrics } from './metrics.ts';

/** Who hears of every request, in logs, metrics and traces. */
export interface Telemetry extends Observation, GuardObserver {
  /** Is told of every request that was refused to save the process. They are too many to log each. */
  shed(reason: string): void;
  /** Sends off what is still to be told. */
  close(): Promise<void>;
}

const quietMs = 10_000;

/** Composes it. What exports traces is loaded only where there is a collector. */
export async function openTelemetry(
  collector: Collector | undefined,
  { requests, refused }: Pick<Metrics, 'requests' | 'refused'>,
  log: Logger,
): Promise<Telemetry> {
  const spans = collector === undefined ? undefined : await spansTo(collector, log);
  return {
    tracer: createTracer(spans),
    ended(request) {
      requests.ended(request);
      log[levelOf(request)](requestLine(request), 'request');
    },
    refused({ requestId, problem: { code, status }, method, address }) {
      requests.refused({ method, status, code });
      log.info({ requestId, method, status, code, address }, 'request refused');
    },
    shed: tellingNowAndThen(log, refused),
    close: async () => spans?.close(),
  };
}

async function spansTo(collector: Collector, log: Logger): Promise<SpanExport> {
  const { exportSpans } = await import('../telemetry/span-export.ts');
  return exportSpans(collector, (error) => log.warn({ err: error }, 'traces cannot be exported'));
}

/** Counts every refusal and logs the first of each reason in ten seconds, with the number of those before it. */
function tellingNowAndThen(log: Logger, refused: (reason: string) => void): (reason: string) => void {
  const told = new Map<string, { atMs: number; since: number }>();
  return (reason) => {
    refused(reason);
    const now = performance.now();
    const last = told.get(reason);
    if (last !== undefined && now - last.atMs < quietMs) {
      last.since += 1;
      return;
    }
    told.set(reason, { atMs: now, since: 0 });
    log.warn({ reason, refusedSinceLastLine: last?.since ?? 0 }, 'requests are refused to save the process');
  };
}
