/** Work that is done again and again, one time after the other, whatever becomes of each. */
export interface Runner {
  start(): void;
  /** Does the work now, after what is under way. Rejects when it fails. */
  flush(): Promise<void>;
  /** Does the work a last time; what fails then is reported. */
  stop(): Promise<void>;
}

/**
 * `work` is told whether it is the last time. `failed` hears of the first failure in a row only: the work is tried again
 * without end, and an outage should be one line in a log.
 */
export function createRunner(
  work: (last: boolean) => Promise<void>,
  everyMs: number,
  failed: (error: unknown) => void,
): Runner {
  let underWay: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let failing = false;
  const next = (last: boolean): Promise<void> => {
    const done = underWay.then(() => work(last));
    underWay = done.then(
      () => {
        failing = false;
      },
      (error: unknown) => {
        if (!failing) failed(error);
        failing = true;
      },
    );
    return done;
  };
  const tick = async (): Promise<void> => {
    await next(false).catch(() => {});
    if (running) timer = setTimeout(tick, everyMs).unref();
  };
  return {
    start() {
      if (running) return;
      running = true;
      void tick();
    },
    flush: () => next(false),
    async stop() {
      running = false;
      clearTimeout(timer);
      await next(true).catch(() => {});
    },
  };
}
