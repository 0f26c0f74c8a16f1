import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Composed } from './compose.ts';
import { shut } from './listen.ts';
import type { Probes } from './probes.ts';

/** How long each step of the end may take, in milliseconds. */
export interface DrainLimits {
  /** Until whoever probes the gateway has been told. */
  readonly probeMs: number;
  /** Until requests are cut off, the time above included. */
  readonly requestsMs: number;
  /** Then, until calls to upstreams and the background work are given up. */
  readonly closeMs: number;
  /** Then, for what is in memory only. */
  readonly saveMs: number;
}

const second = 1_000;
/** Together less than the 30 seconds that most supervisors give. */
export const usualDrain: DrainLimits = {
  probeMs: 5 * second,
  requestsMs: 25 * second,
  closeMs: 3 * second,
  saveMs: second,
};

/**
 * Ends the work of a gateway: it is not ready any more, whoever probes it is told so, nothing new is taken, what is under way is
 * answered. What is not by then is cut off: its intents are on record, and whoever is alive on the database settles them.
 */
export async function drain(
  server: Server,
  composed: Pick<Composed, 'drain' | 'close' | 'save'>,
  probes: Pick<Probes, 'told'>,
  log: Logger,
  { probeMs, requestsMs, closeMs, saveMs }: DrainLimits,
): Promise<void> {
  const begun = performance.now();
  composed.drain();
  await probes.told(probeMs);
  const shutting = shut(server);
  if (!(await within(requestsMs - (performance.now() - begun), shutting))) {
    log.warn('requests that took too long were cut off');
    server.closeAllConnections();
    await shutting;
  }
  if (await within(closeMs, composed.close())) return;
  log.warn('calls that took too long were given up; they are settled by whoever is alive on the database');
  await within(saveMs, composed.save());
}

/** Whether something is done within a time. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const late = delay(ms, false, { signal: over.signal }).catch(() => false);
  const done = await Promise.race([work.then(() => true), late]);
  over.abort();
  return done;
}
