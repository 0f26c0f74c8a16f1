/** How long the journal waits for what; all in milliseconds. */
export interface Pace {
  /** Between asking for an intent to be stored and the first byte to the upstream; what takes longer is not sent. */
  readonly sendWindowMs: number;
  /** How long a call waits for another one on the same organization. */
  readonly objectWaitMs: number;
  /** Between two looks at what others are doing. */
  readonly pollMs: number;
  /** Between two searches for operations whose replica has gone. */
  readonly watchMs: number;
  /** Before each further look at an unknown outcome; the last one for all that follow. */
  readonly looksAfterMs: readonly number[];
  /** By what a provider's quiet time is multiplied. */
  readonly quietFactor: number;
  /** For how long a key stands for its call. */
  readonly keyLifetimeMs: number;
}

const second = 1_000;
const minute = 60 * second;

export const usualPace: Pace = {
  sendWindowMs: 5 * second,
  objectWaitMs: 5 * second,
  pollMs: 50,
  watchMs: second,
  looksAfterMs: [second, 5 * second, 30 * second, 5 * minute, 60 * minute],
  quietFactor: 1,
  keyLifetimeMs: 7 * 24 * 60 * minute,
};
