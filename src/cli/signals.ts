import type { Logger } from 'pino';
import { exitStatus } from './exit-status.ts';

/** Runs `stop` once on SIGTERM or SIGINT, then ends the process; a second signal ends it at once. */
export function onSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(exitStatus.problem);
      stopping = true;
      stop().then(
        () => process.exit(0),
        () => process.exit(exitStatus.problem),
      );
    });
  }
}

/** Passes each SIGHUP on; one that comes before anybody is there for it is passed on then. */
export function hangUps(): { readonly heard: (by: () => void) => void } {
  let pending = false;
  let hear = (): void => {
    pending = true;
  };
  process.on('SIGHUP', () => hear());
  return {
    heard(by) {
      hear = by;
      if (pending) by();
    },
  };
}

const lastWordsMs = 1_000;

/**
 * Ends the process with status 70 on an error that nobody handles, a rejection included: what it left half done in memory must not
 * go on. Nothing is lost by that, because every intent is on record. `lastWords` has a second to store what is in memory only.
 */
export function onFault(log: Logger, lastWords: () => Promise<void>): void {
  let ending = false;
  const end = (): never => process.exit(exitStatus.fault);
  process.on('uncaughtException', (error, origin) => {
    log.fatal({ err: error, origin }, 'an error that nobody handles ends the gateway');
    if (ending) return;
    ending = true;
    setTimeout(end, lastWordsMs);
    lastWords().then(end, end);
  });
}
