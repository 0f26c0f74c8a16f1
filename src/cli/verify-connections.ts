import type { Logger } from 'pino';
import type { DriftLog } from '../operations/drift/drift-log.ts';
import type { Redactor } from '../telemetry/redaction.ts';
import { verify } from '../translation/verify/verify.ts';
import { createClient } from '../upstream/client.ts';
import { authorizationOf } from './authorization.ts';
import type { Configured } from './connections.ts';
import type { Metrics } from './metrics.ts';

/** Where it is told what was found. */
interface Reporting {
  readonly drift: Pick<DriftLog, 'note'>;
  readonly metrics: Pick<Metrics, 'drifted'>;
  readonly log: Logger;
  readonly redactor: Redactor;
}

/** Verifies connections one after the other, by reading only: what deviates goes on record. Ends early with `signal`. */
export async function verifyConnections(
  connections: readonly Configured[],
  reporting: Reporting,
  signal: AbortSignal,
): Promise<void> {
  for (const each of connections) {
    if (signal.aborted) return;
    await verifyConnection(each, reporting, signal);
  }
}

async function verifyConnection(
  { config, provider, contract, trace }: Configured,
  { drift, metrics, log, redactor }: Reporting,
  signal: AbortSignal,
): Promise<void> {
  const { id: connection } = config;
  const client = createClient(config);
  const authorization = authorizationOf(provider, config, redactor.learn);
  try {
    const upstream = { provider, contract, trace, client, authorization };
    const asked = { connection, ...upstream, writes: false, quietFactor: 1, signal };
    const { conforms, failure, deviations } = redactor.redactIn(await verify(asked));
    for (const { count, severity, unifiedOperations, unifiedFields, ...deviation } of deviations) {
      const impact = { severity, unifiedOperations, unifiedFields };
      const noted = { connection, provider: provider.id, contractVersion: contract.version, deviation, impact };
      for (let answers = 0; answers < count; answers += 1) {
        drift.note(noted);
        metrics.drifted(noted);
      }
      log.warn({ connection, deviation, ...impact, count }, 'verified: the upstream deviates from its document');
    }
    if (failure !== undefined) log.warn({ connection, failure }, 'the upstream could not be verified');
    else log.info({ connection, conforms }, 'the upstream was verified');
  } catch (error) {
    log.error({ err: error, connection }, 'the verification failed');
  } finally {
    await Promise.all([client.close(), authorization.close()]);
  }
}
