import type { AuditEvent, MaskedEvent } from './event.ts';
import type { TimedEvent } from './outbox.ts';

/** Uses of one key: how many are not stored yet, and when an event last told of some; milliseconds. */
interface Uses {
  readonly count: number;
  readonly told: number;
}

const minuteMs = 60_000;

/**
 * Events that need not be stored before an answer, kept until they are, within a bound. Beyond it only their number is kept,
 * and told as one event of their type without details. Uses of a key are counted and told at most once a minute.
 */
export class Notes {
  readonly #bound: number;
  readonly #mask: (event: AuditEvent) => MaskedEvent;
  readonly #events: TimedEvent[] = [];
  readonly #beyond = new Map<AuditEvent['type'], number>();
  readonly #uses = new Map<string, Uses>();

  constructor(bound: number, mask: (event: AuditEvent) => MaskedEvent) {
    this.#bound = bound;
    this.#mask = mask;
  }

  add(event: AuditEvent, time: Date): void {
    const { type, principal = '' } = event;
    if (type === 'key.used') {
      const { count, told } = this.#uses.get(principal) ?? { count: 0, told: Number.NEGATIVE_INFINITY };
      this.#uses.set(principal, { count: count + 1, told });
    } else if (this.#events.length < this.#bound) {
      this.#events.push({ event: this.#mask(event), time });
    } else {
      this.#beyond.set(type, (this.#beyond.get(type) ?? 0) + 1);
    }
  }

  /**
   * Hands over what is due and forgets it once `store` has succeeded. `all` hands over uses of keys before their minute is
   * over. Calls must not overlap.
   */
  async flush(time: Date, all: boolean, store: (events: readonly TimedEvent[]) => Promise<void>): Promise<void> {
    const now = time.getTime();
    const kept = this.#events.length;
    const beyond = [...this.#beyond];
    const uses = [...this.#uses].filter(([, { count, told }]) => count > 0 && (all || now - told >= minuteMs));
    const counted = [
      ...beyond.map(([type, count]) => ({ type, count })),
      ...uses.map(([principal, { count }]) => ({ type: 'key.used' as const, principal, count })),
    ];
    const due = [...this.#events, ...counted.map((event) => ({ event: this.#mask(event), time }))];
    if (due.length === 0) return;
    await store(due);
    // More may have been noted in the meantime.
    this.#events.splice(0, kept);
    for (const [type, count] of beyond) this.#lower(type, count);
    for (const [principal, { count }] of uses) {
      this.#uses.set(principal, { count: (this.#uses.get(principal)?.count ?? count) - count, told: now });
    }
  }

  #lower(type: AuditEvent['type'], count: number): void {
    const left = (this.#beyond.get(type) ?? count) - count;
    if (left === 0) this.#beyond.delete(type);
    else this.#beyond.set(type, left);
  }
}
