import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** How this process is doing. */
export interface ProcessLoad {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** The 99th percentile of the event loop's delay since it was last asked, in milliseconds. */
  delayMs(): number;
  /** How much of the heap's limit is in use, from 0 to 1. */
  heapShare(): number;
  /** The heap's limit. */
  readonly heapBytes: number;
}

const resolutionMs = 10;
const fewestSamples = 2;

/** Measures this process. */
export function measureProcess(): ProcessLoad {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let last = 0;
  return {
    now: () => performance.now(),
    delayMs() {
      // A loop that is held up all the time has nothing to show for a while, and starts anew after each reset.
      if (delay.count >= fewestSamples) {
        last = delay.percentile(99) / 1e6;
        delay.reset();
      }
      return last;
    },
    heapShare() {
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
      return used / limit;
    },
    heapBytes: getHeapStatistics().heap_size_limit,
  };
}
