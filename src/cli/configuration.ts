import { readFileSync } from 'node:fs';
import { ConfigRefused, readConfig } from '../config/load.ts';
import type { Config } from '../config/model.ts';
import { providers } from '../generated/providers.ts';

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
