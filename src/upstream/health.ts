/** What the last contact with an upstream said about it. */
export interface Health {
  readonly status: 'reachable' | 'failing' | 'unknown';
  /** RFC 3339 UTC. */
  readonly checkTime?: string;
  /** Problem code of the failure. */
  readonly code?: string;
}

const failures = new Set([
  'upstream-unavailable',
  'upstream-timeout',
  'upstream-error',
  'upstream-credentials-rejected',
  'upstream-untrusted',
  'upstream-contract-violation',
  'outcome-unknown',
]);

/** Calls that this side did not make. */
const refusals = new Set(['overloaded', 'upstream-circuit-open']);

/** Remembers the last contact of one connection. Refusals of a single call say nothing about its health. */
export class HealthRecord {
  #last: { readonly at: number; readonly code: string | undefined } | undefined;

  contact(code: string | undefined): void {
    if (code !== undefined && refusals.has(code)) return;
    this.#last = { at: Date.now(), code: code !== undefined && failures.has(code) ? code : undefined };
  }

  get health(): Health {
    if (this.#last === undefined) return { status: 'unknown' };
    const { at, code } = this.#last;
    const checkTime = new Date(at).toISOString();
    return code === undefined ? { status: 'reachable', checkTime } : { status: 'failing', checkTime, code };
  }
}
