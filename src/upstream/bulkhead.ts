import { withoutStack } from '../problem/without-stack.ts';
import { CallerGone, UpstreamFault, UpstreamRefusal } from './fault.ts';
import type { QueueTerms } from './resilience.ts';
import type { TokenBucket } from './token-bucket.ts';

/** How a call waits for its turn. */
export interface Waiting {
  /**
   * It belongs to something that has begun and whose end is worth waiting for: it may wait for half the time it has, however many
   * others do.
   */
  readonly patient?: boolean;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** Keeps one upstream's calls within bounds, so that none takes what the calls of others need. */
export interface Bulkhead {
  /** Whether a call that comes now would be turned away. */
  readonly full: boolean;
  /** Why it would be. */
  overloaded(): UpstreamRefusal;
  /**
   * Resolves when it is the call's turn, to what it has to do when it is over. `timeMs`: as long as it has got. Throws
   * `UpstreamRefusal` where that takes too long, or too many wait already.
   */
  enter(timeMs: number, waiting?: Waiting): Promise<() => void>;
}

export interface BulkheadTerms {
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly queue: QueueTerms;
  /** Lets a call begin; undefined where only the number at once is limited. */
  readonly bucket: TokenBucket | undefined;
  readonly changed: (running: number, waiting: number) => void;
}

const retryAfterSeconds = 1;

/** A bulkhead whose calls take their turn in the order in which they came. */
export function createBulkhead({ concurrency, queue, bucket, changed }: BulkheadTerms): Bulkhead {
  const waiters = new Set<() => void>();
  let running = 0;
  let impatient = 0;
  let pause: NodeJS.Timeout | undefined;
  const tell = (): void => changed(running, waiters.size);
  const leave = (): void => {
    running -= 1;
    admit();
    tell();
  };
  const admit = (): void => {
    if (pause !== undefined) return;
    for (const begin of waiters) {
      if (running >= concurrency) return;
      const ms = bucket?.take() ?? 0;
      if (ms > 0) {
        pause = setTimeout(() => {
          pause = undefined;
          admit();
        }, ms).unref();
        return;
      }
      running += 1;
      begin();
    }
  };
  return {
    get full() {
      return (running >= concurrency || pause !== undefined) && impatient >= queue.length;
    },
    overloaded: () => overloaded(false),
    enter(timeMs, { patient = false, signal } = {}) {
      if (signal?.aborted === true) return Promise.reject(new UpstreamFault('not-sent', false, new CallerGone()));
      if (bucket === undefined && running < concurrency) {
        running += 1;
        tell();
        return Promise.resolve(leave);
      }
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          waiters.delete(begin);
          if (!patient) impatient -= 1;
          clearTimeout(limit);
          signal?.removeEventListener('abort', gone);
        };
        const begin = (): void => {
          stop();
          tell();
          resolve(leave);
        };
        const refuse = (fault: UpstreamFault): void => {
          stop();
          tell();
          reject(fault);
        };
        const gone = (): void => refuse(new UpstreamFault('not-sent', false, new CallerGone()));
        // What is worth waiting for must have time left when its turn comes.
        const waitMs = patient ? timeMs / 2 : Math.min(timeMs, queue.waitMs);
        const limit = setTimeout(() => refuse(overloaded(timeMs <= waitMs)), waitMs);
        signal?.addEventListener('abort', gone);
        if (!patient) impatient += 1;
        waiters.add(begin);
        admit();
        if (waiters.has(begin)) {
          if (impatient > queue.length) refuse(overloaded(false));
          else tell();
        }
      });
    },
  };
}

const overloaded = (timedOut: boolean): UpstreamRefusal =>
  withoutStack(
    () =>
      new UpstreamRefusal('overloaded', new Error('too many calls wait for their turn'), retryAfterSeconds, timedOut),
  );
