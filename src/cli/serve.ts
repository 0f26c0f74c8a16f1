import { createServer } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from '../config/model.ts';
import { gatewaySecret } from '../config/secret.ts';
import { providers } from '../generated/providers.ts';
import { usualPace } from '../operations/pace.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { startEmbedded } from '../storage/embedded.ts';
import { migrate } from '../storage/migrate.ts';
import { compose } from './compose.ts';
import { listen, shut } from './listen.ts';

/** A gateway that is serving. */
export interface Serving {
  readonly url: string;
  /** Goes over to another configuration without failing a request. Rejects, with the old one in place, where that cannot be. */
  reload(config: Config): Promise<void>;
  stop(): Promise<void>;
}

/** Serves a configuration until it is stopped. Logs go to standard error as JSON lines. */
export async function serve(config: Config, dataFolder: string): Promise<Serving> {
  const log = pino({ level: process.env.ORGWAY_LOG ?? 'info', redact: ['err.cause'] }, pino.destination(2));
  const secret = gatewaySecret(dataFolder, config.secretKey);
  const { database, release } = await useDatabase(config, dataFolder);
  const now = (): Date => new Date();
  const ground = { registry: providers, secret, database, log, pace: usualPace, now };
  const { handle, reload, close } = await compose(config, ground).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const server = createServer(handle);
  const stop = async (): Promise<void> => {
    await close();
    await release();
  };
  const url = await listen(server, config.server.host, config.server.port).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url,
    reload,
    stop: async () => {
      await shut(server);
      await stop();
    },
  };
}

/** The configured database, otherwise the built-in one in the data folder; migrated. */
async function useDatabase(
  { database: given }: Config,
  dataFolder: string,
): Promise<{ readonly database: Database; release(): Promise<void> }> {
  const embedded = given === undefined ? await startEmbedded(join(dataFolder, 'postgres')) : undefined;
  const database = openDatabase(embedded?.url ?? given?.url ?? '');
  const release = async (): Promise<void> => {
    await database.close();
    await embedded?.stop();
  };
  try {
    await migrate(database);
  } catch (error) {
    await release();
    throw error;
  }
  return { database, release };
}
