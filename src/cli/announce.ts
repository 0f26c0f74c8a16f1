import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config/model.ts';
import type { Journal } from '../operations/journal.ts';
import type { VerificationSchedule } from '../operations/verification.ts';
import { noteConfiguration } from './note-configuration.ts';

/** Tells the database what concerns all replicas of a configuration: that it is at work, and when connections are verified. */
export interface Announcing {
  /** Rejects when the database cannot be told. */
  first(config: Config): Promise<void>;
  /** Tells of a later one after those before it, as soon as that is possible. */
  next(config: Config): void;
  /** Gives up what could not be told so far. */
  stop(): void;
}

const againMs = 2_000;

export function announcing(journal: Journal, schedule: VerificationSchedule, log: Logger): Announcing {
  const stopping = new AbortController();
  const tell = async (config: Config): Promise<void> => {
    await noteConfiguration(journal, config);
    await schedule.set(config.verifyAt);
  };
  const untilTold = async (config: Config): Promise<void> => {
    let warned = false;
    while (!stopping.signal.aborted) {
      try {
        await tell(config);
        return;
      } catch (error) {
        if (!warned) log.warn({ err: error }, 'what the database is to know of the configuration waits for it');
        warned = true;
        await delay(againMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      }
    }
  };
  let told = Promise.resolve();
  return {
    first: tell,
    next(config) {
      told = told.then(() => untilTold(config));
    },
    stop: () => stopping.abort(),
  };
}
