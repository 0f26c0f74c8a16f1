/**
 * What this replica knows and could not store: it is tried again until it is. An outage of the database so delays the record of
 * what happened, but loses it only with the process, after which reading the upstream tells.
 */
export interface Backlog {
  /** Takes over work that has failed once; it must be good to do twice. */
  add(work: () => Promise<void>): void;
  readonly size: number;
  stop(): void;
}

export function createBacklog(everyMs: number): Backlog {
  const waiting: (() => Promise<void>)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const retry = async (): Promise<void> => {
    try {
      while (waiting[0] !== undefined) {
        await waiting[0]();
        waiting.shift();
      }
      timer = undefined;
    } catch {
      timer = stopped ? undefined : setTimeout(retry, everyMs).unref();
    }
  };
  return {
    add(work) {
      waiting.push(work);
      timer ??= setTimeout(retry, everyMs).unref();
    },
    get size() {
      return waiting.length;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
