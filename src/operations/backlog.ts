/**
 * What this replica knows and could not store: it is tried again until it is. An outage of the database so delays the record of
 * what happened, but loses it only with the process, after which reading the upstream tells.
 */
export interface Backlog {
  /** Takes over work that has failed once; it must be good to do twice. */
  add(work: () => Promise<void>): void;
  readonly size: number;
  /** Tries a last time. */
  stop(): Promise<void>;
}

export function createBacklog(everyMs: number): Backlog {
  const waiting: (() => Promise<void>)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const tryAll = async (): Promise<void> => {
    for (let left = waiting.length; left > 0; left -= 1) {
      const [work] = waiting;
      if (work === undefined) return;
      try {
        await work();
        waiting.shift();
      } catch {
        // What cannot be stored must not keep the rest from it.
        waiting.push(...waiting.splice(0, 1));
      }
    }
  };
  const retry = async (): Promise<void> => {
    await tryAll();
    timer = stopped || waiting.length === 0 ? undefined : setTimeout(retry, everyMs).unref();
  };
  return {
    add(work) {
      waiting.push(work);
      timer ??= setTimeout(retry, everyMs).unref();
    },
    get size() {
      return waiting.length;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await tryAll();
    },
  };
}
