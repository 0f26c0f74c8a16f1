import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { ConfigRefused } from '../config/load.ts';
import type { Config } from '../config/model.ts';
import { faultLine, readConfigFile } from './configuration.ts';

/** Has a gateway go over to what its configuration file says at that moment. */
export interface Reloads {
  /** Reads the file anew, after a reload that is under way; `cause` is told in the log. Never throws. */
  request(cause: string): void;
}

/** What a running process cannot change. */
const fixed = ['server', 'database', 'secretKey', 'traces'] as const satisfies readonly (keyof Config)[];

/**
 * `config` is what was read of the file so far. A file that is wrong changes nothing: the log has every fault of it. `put` puts
 * another one to work, or throws.
 */
export function reloading(file: string, config: Config, put: (config: Config) => void, log: Logger): Reloads {
  let current = config;
  const reload = async (cause: string): Promise<void> => {
    const next = await readConfigFile(file);
    if (isDeepStrictEqual(next, current)) {
      log.info({ cause }, 'the configuration was read again: nothing has changed');
      return;
    }
    put(next);
    const needRestart = fixed.filter((name) => !isDeepStrictEqual(next[name], config[name]));
    current = next;
    log.info({ cause, connections: next.connections.length }, 'the configuration was reloaded');
    if (needRestart.length > 0) log.warn({ settings: needRestart }, 'settings take effect only with a restart');
  };
  const refused = (error: unknown): void => {
    if (error instanceof ConfigRefused) {
      const faults = error.faults.map((fault) => faultLine(fault, file));
      log.error({ faults }, 'the configuration is wrong, the one before stays at work');
    } else log.error({ err: error }, 'the configuration could not be reloaded, the one before stays at work');
  };
  let idle = Promise.resolve();
  let waiting = false;
  return {
    request(cause) {
      // The one that waits will read what the file says then: it stands for all that come until it begins.
      if (waiting) return;
      waiting = true;
      idle = idle.then(() => {
        waiting = false;
        return reload(cause).catch(refused);
      });
    },
  };
}
