import type { PgBoss } from 'pg-boss';

/** The queue of the verifications of every connection. */
export const verificationQueue = 'verify-contracts';

const hour = 60 * 60;

/** Verifications of every connection at the times of a cron expression. */
export interface VerificationSchedule {
  /** From now on at the times of this expression (five fields, in UTC), on one replica of all; never where it is undefined. */
  set(cron: string | undefined): Promise<void>;
}

/** `verify` is called when it is time and told to stop by its signal. */
export function createVerificationSchedule(
  boss: PgBoss,
  verify: (signal: AbortSignal) => Promise<void>,
): VerificationSchedule {
  let working = false;
  const work = async (): Promise<void> => {
    // One at a time; one whose replica dies is begun anew on another, because all it does is read.
    const policy = { policy: 'exclusive', retryLimit: 1, heartbeatSeconds: 10, expireInSeconds: hour } as const;
    await boss.createQueue(verificationQueue, policy);
    await boss.work(verificationQueue, { batchSize: 1, pollingIntervalSeconds: 1 }, async (jobs) => {
      for (const { signal } of jobs) await verify(signal);
    });
  };
  return {
    async set(cron) {
      if (cron === undefined) {
        await boss.unschedule(verificationQueue);
        return;
      }
      if (!working) await work();
      working = true;
      await boss.schedule(verificationQueue, cron, null, { tz: 'UTC' });
    },
  };
}
