/** From how long on a commit is slow: the disk, or whatever the server waits for, does not keep up. */
const slowMs = 1_000;
/** How long one slow commit makes the next ones look slow; then they are tried again. */
const memoryMs = 1_000;

/** How long commits take. `now`: milliseconds of a clock that only goes forward. */
export class CommitTimes {
  readonly #now: () => number;
  /** When those under way began, the oldest first. */
  readonly #begun = new Set<{ readonly at: number }>();
  #slowUntil = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether commits take too long for more of them to be wise. */
  get slow(): boolean {
    const now = this.#now();
    const [oldest] = this.#begun;
    return now < this.#slowUntil || (oldest !== undefined && now - oldest.at > slowMs);
  }

  /** Runs a commit. */
  async time<T>(commit: () => Promise<T>): Promise<T> {
    const begun = { at: this.#now() };
    this.#begun.add(begun);
    try {
      return await commit();
    } finally {
      this.#begun.delete(begun);
      const now = this.#now();
      if (now - begun.at > slowMs) this.#slowUntil = now + memoryMs;
    }
  }
}
