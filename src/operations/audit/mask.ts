import { createHmac, createSecretKey } from 'node:crypto';
import type { AuditEvent, MaskedEvent } from './event.ts';

/** Takes everything out of events that could be somebody's name or address. */
export interface Mask {
  /** The text itself where it looks like an id, otherwise `hashed:` and a keyed hash, the same for the same text. */
  text(text: string): string;
  event(event: AuditEvent): MaskedEvent;
}

const plain = /^[A-Za-z0-9._~:|-]{1,200}$/;

/** `secret`: 32 random bytes; whoever drops them can never find out again what was hashed. */
export function createMask(secret: Uint8Array): Mask {
  const key = createSecretKey(secret);
  const text = (given: string): string =>
    plain.test(given) ? given : `hashed:${createHmac('sha256', key).update(given).digest('base64url')}`;
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given);
    return Array.isArray(given) ? given.map(value) : given;
  };
  return {
    text,
    event(event) {
      // An empty list says no more than none, and a cell of a table could not tell the two apart.
      const members = Object.entries(event).filter(([, given]) => !(Array.isArray(given) && given.length === 0));
      return Object.fromEntries(members.map(([name, given]) => [name, value(given)])) as unknown as MaskedEvent;
    },
  };
}

/** An event of which every text looks like an id already. Throws an `Error` for any other. */
export function plainEvent(event: AuditEvent): MaskedEvent {
  const texts = Object.values(event)
    .flat()
    .filter((each) => typeof each === 'string');
  const odd = texts.find((text) => !plain.test(text));
  if (odd !== undefined) throw new Error(`${event.type} holds a text that is no id`);
  return event as MaskedEvent;
}
