import type { ProcessLoad } from './process-load.ts';

/** What is refused: nothing, reads, or reads and mutations. */
export type Strain = 'none' | 'high' | 'extreme';

/** Two looks apart by this much, and one over the limit alone may be chance: a collection of garbage, a neighbour on the machine. */
const everyMs = 250;
const delay = { overMs: 200, extremeMs: 1_000, underMs: 100, looks: 2 } as const;
/**
 * Reads under way at once. More than can be answered within the second that a call waits for its turn would be taken in vain; and
 * where there are too many for one upstream as well, they are refused here, where that costs least. They are made fewer quickly and
 * more slowly.
 */
const width = { most: 384, least: 96, delayMs: 150, less: 0.7, more: 32 } as const;
const heap = { over: 0.85, extreme: 0.95, under: 0.8, sustainedMs: 2_000 } as const;
/** How long reads are refused in vain before mutations are as well. */
const inVainMs = 5_000;

/**
 * Judges how strained the process is, each time it is asked but at most four times a second: by the delay of the event loop, more
 * than 200 ms twice in a row, and by the heap, more than 85 % for two seconds. It is over when half the delay and 80 % are.
 */
export class StrainGauge {
  readonly #load: ProcessLoad;
  #lookAt: number;
  #delayed = 0;
  #slow = false;
  #full = false;
  #fullSince: number | undefined;
  #since: number | undefined;
  #strain: Strain = 'none';
  #width: number = width.most;

  constructor(load: ProcessLoad) {
    this.#load = load;
    this.#lookAt = load.now() + everyMs;
  }

  /** Reads that may be under way at once: as many as leave the event loop time for what is under way. */
  get width(): number {
    return this.#width;
  }

  /** `loop`: whether the delay of the event loop is to be minded. */
  judge(loop: boolean): Strain {
    const now = this.#load.now();
    if (now >= this.#lookAt) {
      this.#lookAt = now + everyMs;
      this.#strain = this.#look(now);
    }
    return this.#strain === 'none' || this.#full || loop ? this.#strain : 'none';
  }

  #look(now: number): Strain {
    const delayMs = this.#load.delayMs();
    this.#width =
      delayMs > width.delayMs
        ? Math.max(width.least, Math.floor(this.#width * width.less))
        : Math.min(width.most, this.#width + width.more);
    this.#delayed = delayMs > delay.overMs ? this.#delayed + 1 : 0;
    if (this.#delayed >= delay.looks) this.#slow = true;
    else if (delayMs < delay.underMs) this.#slow = false;

    const share = this.#load.heapShare();
    this.#fullSince = share > heap.over ? (this.#fullSince ?? now) : undefined;
    if (this.#fullSince !== undefined && now - this.#fullSince >= heap.sustainedMs) this.#full = true;
    else if (share < heap.under) this.#full = false;

    if (!this.#slow && !this.#full) {
      this.#since = undefined;
      return 'none';
    }
    this.#since ??= now;
    const worse = (this.#slow && delayMs > delay.extremeMs) || (this.#full && share > heap.extreme);
    return worse || now - this.#since >= inVainMs ? 'extreme' : 'high';
  }
}
