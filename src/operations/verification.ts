import type { PgBoss } from 'pg-boss';

/** The queue of the verifications of every connection. */
export const verificationQueue = 'verify-contracts';

const hour = 60 * 60;

/**
 * Has every connection verified at the times of a cron expression (five fields, in UTC), on one replica of all; never where it is
 * undefined. `verify` is told to stop by its signal.
 */
export async function scheduleVerification(
  boss: PgBoss,
  cron: string | undefined,
  verify: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  if (cron === undefined) {
    await boss.unschedule(verificationQueue);
    return;
  }
  // One at a time; one whose replica dies is begun anew on another, because all it does is read.
  const policy = { policy: 'exclusive', retryLimit: 1, heartbeatSeconds: 10, expireInSeconds: hour } as const;
  await boss.createQueue(verificationQueue, policy);
  await boss.schedule(verificationQueue, cron, null, { tz: 'UTC' });
  await boss.work(verificationQueue, { batchSize: 1, pollingIntervalSeconds: 1 }, async (jobs) => {
    for (const { signal } of jobs) await verify(signal);
  });
}
