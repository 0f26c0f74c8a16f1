import { readFileSync } from 'node:fs';
import { type ConfigFault, ConfigRefused, readConfig } from '../config/load.ts';
import type { Config } from '../config/model.ts';
import { knownProvider } from './known-provider.ts';
import { loadProviders } from './providers.ts';

/** Exit status for a configuration that cannot be used (EX_CONFIG). */
export const wrongConfiguration = 78;

/** The configuration file that is meant; ends the process with status 78 when there is none. */
export const configFileOf = (given: string | undefined): string =>
  given ?? refuse(['no configuration: set ORGWAY_CONFIG or use --config']);

/** Reads the configuration file; on faults prints every one of them and ends the process with status 78. */
export function configFrom(given: string | undefined): Promise<Config> {
  const file = configFileOf(given);
  return orRefused(file, () => readConfigFile(file));
}

/** The same for a text. */
export const configOf = (text: string): Promise<Config> => orRefused(undefined, () => readText(text));

/** Reads the configuration file. Rejects with `ConfigRefused`, or an `Error` that names the file when it cannot be read. */
export function readConfigFile(file: string): Promise<Config> {
  return readText(configText(file));
}

/** The text of the configuration file. Throws an `Error` that names it when it cannot be read. */
export function configText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigUnreadable(`the configuration file ${file} cannot be read`, { cause });
  }
}

/** There is no configuration to find fault with. */
export class ConfigUnreadable extends Error {
  override readonly name = 'ConfigUnreadable';
}

/** A fault as one line: where it stands, what is wrong. */
export const faultLine = ({ line, pointer, message }: ConfigFault, file: string | undefined): string =>
  `${file === undefined ? '' : `${file}:${line} `}${pointer || '/'} ${message}`;

/** The port in an environment variable; ends the process with status 78 when it is none. */
export function portFrom(name: string, otherwise: number): number {
  const given = process.env[name] ?? String(otherwise);
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  return refuse([`the environment variable ${name} is not a port number`]);
}

/** Says why the configuration cannot be used, one reason to a line, and ends the process with status 78. */
export function refuse(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`orgway: ${line}\n`);
  process.exit(wrongConfiguration);
}

async function readText(text: string): Promise<Config> {
  const providers = await loadProviders();
  return readConfig(
    text,
    providers.map((each) => ('failure' in each ? each : knownProvider(each.provider))),
    process.env,
  );
}

async function orRefused(file: string | undefined, read: () => Promise<Config>): Promise<Config> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ConfigUnreadable) return refuse([error.message]);
    if (!(error instanceof ConfigRefused)) throw error;
    return refuse(error.faults.map((fault) => faultLine(fault, file)));
  }
}
