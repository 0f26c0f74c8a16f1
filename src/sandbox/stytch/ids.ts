import { randomUUID } from 'node:crypto';

type Kind = 'organization' | 'member' | 'request-id' | 'email';

/** A fresh id the way the vendor's test environment writes it. */
export function newId(kind: Kind): string {
  return `${kind}-test-${randomUUID()}`;
}

/** A moment in the vendor's notation: UTC, whole seconds. */
export function timestamp(moment: Date = new Date()): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}
