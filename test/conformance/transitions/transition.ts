/** One call of the unified API on the seeded sandbox: what it answers, and every request it makes at the upstream for that. */
export interface Transition {
  readonly title: string;
  /** Calls made before, as in `call`. */
  readonly given?: readonly string[];
  /** Method and path below `/v1/connections/{provider}/organizations`. */
  readonly call: string;
  readonly body?: object;
  readonly status: number;
  /** A part of the answer. */
  readonly answer: object;
  /** Method, path and status of each request, in order. */
  readonly upstream: readonly string[];
}

/** A mutation that had nothing to do. */
export const unchanged = { changed: false, warnings: [] };
export const changed = { changed: true, warnings: [] };
/** A mutation that was refused without effect. */
export const refused = (code: string, detail?: RegExp): object => ({
  code,
  outcome: 'not_applied',
  ...(detail === undefined ? {} : { detail }),
});
