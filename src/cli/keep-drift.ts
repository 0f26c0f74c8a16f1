import type { Logger } from 'pino';
import type { Contract } from '../contract/contract.ts';
import { impactsOf } from '../contract/drift/impact.ts';
import type { ProviderTrace } from '../contract/trace.ts';
import type { DriftLog } from '../operations/drift/drift-log.ts';
import type { Observer } from '../translation/observer.ts';
import type { Metrics } from './metrics.ts';

/** Whose upstream is observed. */
interface Observed {
  readonly connection: string;
  readonly contract: Contract;
  readonly trace: ProviderTrace;
}

/** Where drift goes: on record, to the metrics and, of each kind once, to the log. */
export function keepDrift(
  { connection, contract, trace }: Observed,
  drift: Pick<DriftLog, 'note'>,
  metrics: Pick<Metrics, 'drifted'>,
  log: Logger,
): Observer['drift'] {
  const impactOf = impactsOf(trace);
  return (deviations) => {
    const news = deviations.flatMap((deviation) => {
      const impact = impactOf(deviation);
      const noted = { connection, provider: trace.provider, contractVersion: contract.version, deviation, impact };
      metrics.drifted(noted);
      return drift.note(noted) ? [{ ...deviation, severity: impact.severity }] : [];
    });
    if (news.length > 0) log.warn({ connection, deviations: news }, 'upstream drifts from its document');
  };
}
