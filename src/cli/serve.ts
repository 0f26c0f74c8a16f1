import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../api/app.ts';
import { ConfigRefused, readConfig } from '../config/load.ts';
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
  stop(): Promise<void>;
}

/** Exit status for a configuration that cannot be used (EX_CONFIG). */
export const wrongConfiguration = 78;

/** Reads the configuration file; on faults prints every one of them and ends the process with status 78. */
export function configFrom(file: string | undefined): Config {
  if (file === undefined) refuse(['no configuration: set ORGWAY_CONFIG or use --config']);
  return configOf(textOf(file), file);
}

/** The same for a text; `file` is what the faults are said to stand in. */
export function configOf(text: string, file: string | undefined): Config {
  try {
    return readConfig(
      text,
      providers.map(({ provider }) => provider),
      process.env,
    );
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    const place = (line: number): string => (file === undefined ? '' : `${file}:${line} `);
    return refuse(error.faults.map(({ line, pointer, message }) => `${place(line)}${pointer || '/'} ${message}`));
  }
}

/** The port in an environment variable; ends the process with status 78 when it is none. */
export function portFrom(name: string, otherwise: number): number {
  const given = process.env[name] ?? String(otherwise);
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  return refuse([`the environment variable ${name} is not a port number`]);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return refuse([`the configuration file ${file} cannot be read`]);
  }
}

function refuse(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`orgway: ${line}\n`);
  process.exit(wrongConfiguration);
}

/** Serves a configuration until it is stopped. Logs go to standard error as JSON lines. */
export async function serve(config: Config, dataFolder: string): Promise<Serving> {
  const log = pino({ level: process.env.ORGWAY_LOG ?? 'info', redact: ['err.cause'] }, pino.destination(2));
  const secret = gatewaySecret(dataFolder, config.secretKey);
  const { database, release } = await useDatabase(config, dataFolder);
  const now = (): Date => new Date();
  const { gateway, close } = await compose({
    config,
    registry: providers,
    secret,
    database,
    log,
    pace: usualPace,
    now,
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const server = createServer(createApp(gateway));
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
