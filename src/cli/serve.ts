import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { createGuardedServer } from '../api/guard/server.ts';
import { measureProcess } from '../api/limits/process-load.ts';
import type { Config } from '../config/model.ts';
import { type GatewaySecret, gatewaySecret } from '../config/secret.ts';
import { secretsOf } from '../config/secrets.ts';
import { usualPace } from '../operations/pace.ts';
import { createLog, toStream } from '../telemetry/log.ts';
import { processRegistry } from '../telemetry/metrics/process.ts';
import { createRedactor, redacting } from '../telemetry/redaction.ts';
import { type Composed, compose } from './compose.ts';
import { drain, usualDrain } from './drain.ts';
import { EndsWith, exitStatus } from './exit-status.ts';
import { listen } from './listen.ts';
import { watchProbes } from './probes.ts';
import { loadProviders } from './providers.ts';
import { onFault } from './signals.ts';
import { useDatabase } from './use-database.ts';

/** A gateway that is serving. */
export interface Serving {
  readonly url: string;
  readonly log: Logger;
  /** Goes over to another configuration without failing a request. Throws, with the old one in place, where that cannot be. */
  reload(config: Config): void;
  /** Answers what is under way, and lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Serves a configuration until it is stopped. Logs go to standard error as JSON lines. Rejects with `EndsWith` where the process
 * is not to serve, or cannot without what it needs. An error that nobody handles ends the process with status 70.
 */
export async function serve(config: Config, dataFolder: string): Promise<Serving> {
  const redactor = createRedactor();
  redactor.configure(secretsOf(config));
  const lines = redacting(toStream(process.stderr), redactor);
  const log = createLog(process.env.ORGWAY_LOG ?? 'info', lines, redactor.redact);
  let composed: Composed | undefined;
  let server: Server | undefined;
  onFault(log, async () => {
    server?.close();
    server?.closeAllConnections();
    await composed?.save();
  });
  // What is made in the data folder is nobody else's to read.
  process.umask(0o077);
  const secret = secretOrEnd(dataFolder, config);
  const { database, release } = await useDatabase(config.database, dataFolder);
  const registry = await loadProviders();
  const now = (): Date => new Date();
  const ground = {
    registry,
    secret,
    database,
    log,
    redactor,
    pace: usualPace,
    load: measureProcess(),
    now,
    metricsRegistry: processRegistry(),
  };
  composed = await compose(config, ground).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const { reload, close, handle } = composed;
  const probes = watchProbes(handle);
  server = createGuardedServer(probes.handle, composed.guard);
  const url = await listen(server, config.server.host, config.server.port).catch(async (error: unknown) => {
    await close();
    await release();
    throw error;
  });
  const serving = { server, composed };
  return {
    url,
    log,
    reload,
    async stop() {
      await drain(serving.server, serving.composed, probes, log, usualDrain);
      await release();
    },
  };
}

function secretOrEnd(dataFolder: string, { secretKey }: Config): GatewaySecret {
  try {
    return gatewaySecret(dataFolder, secretKey);
  } catch (error) {
    throw new EndsWith(exitStatus.wrongConfiguration, (error as Error).message, { cause: error });
  }
}
