import type { Kysely } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import type { MaskedEvent } from './event.ts';

/** An event, and when it happened by the clock of this replica. */
export interface TimedEvent {
  readonly event: MaskedEvent;
  readonly time: Date;
}

/**
 * Puts an event beside whatever else the given transaction does: it is told if, and only if, that is committed. The chain
 * takes it over later, so that transactions do not wait for each other.
 */
export async function recordEvent(db: Kysely<Schema>, event: MaskedEvent, time: Date): Promise<void> {
  await recordEvents(db, [{ event, time }]);
}

/** The same for several at once, in their order. At most 30,000. */
export async function recordEvents(db: Kysely<Schema>, events: readonly TimedEvent[]): Promise<void> {
  await db
    .insertInto('audit_outbox')
    .values(events.map(({ event, time }) => ({ time, event: JSON.stringify(event) })))
    .execute();
}
