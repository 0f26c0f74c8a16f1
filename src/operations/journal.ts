import { createHmac, createSecretKey } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type Outcome, Problem } from '../problem/problem.ts';
import type { Presence } from '../storage/presence.ts';
import type { Schema } from '../storage/schema.ts';
import type { AuditTrail } from './audit/trail.ts';
import type { Backlog } from './backlog.ts';
import { canonical } from './canonical.ts';
import type { Pace } from './pace.ts';
import { seal, unseal } from './sealed.ts';

/** Everything the journal works with. */
export interface Journal {
  readonly db: Kysely<Schema>;
  readonly presence: Presence;
  readonly backlog: Backlog;
  readonly audit: AuditTrail;
  readonly pace: Pace;
  readonly sealed: SealedJson;
  /** A text without the secrets that may be in it. */
  readonly redact: (text: string) => string;
  /** The time of day. */
  readonly now: () => Date;
  readonly observer: JournalObserver;
}

/** Hears what becomes of mutations, for metrics. */
export interface JournalObserver {
  /** An outcome was put on record; one that is unknown may be followed by another. */
  settled(operation: Settled): void;
  /** A call was answered with what an earlier one was. */
  replayed(action: string): void;
}

export interface Settled {
  readonly action: string;
  readonly connection: string;
  readonly outcome: Outcome;
  /** Who found out. */
  readonly settledBy: 'answer' | 'reading' | 'recovery';
}

/** Keeps values in the journal that may be personal: encrypted, bound to their operation, and never to be searched. */
export interface SealedJson {
  seal(value: unknown, operation: string): Buffer;
  /** Null where there is nothing. Throws an `Error` when the bytes were altered or sealed under another secret. */
  open(bytes: Buffer | null, operation: string): unknown;
  /** A keyed digest to compare by. */
  digest(value: unknown): Buffer;
}

/** `secret`: 32 random bytes, the same for every replica. */
export function createSealedJson(secret: Uint8Array): SealedJson {
  const key = createSecretKey(secret);
  return {
    seal: (value, operation) => seal(key, JSON.stringify(value), operation),
    open: (bytes, operation) => (bytes === null ? null : JSON.parse(unseal(key, bytes, operation))),
    digest: (value) => createHmac('sha256', key).update(canonical(value)).digest(),
  };
}

/** Why the journal cannot take a mutation at this moment; undefined when it can. */
export function unavailable({ presence, backlog }: Journal): string | undefined {
  if (!presence.held) return 'The connection to the database is lost.';
  if (backlog.size > 0) return 'Outcomes of earlier mutations are still to be stored.';
  return undefined;
}

/** A failure of the database as a problem of the caller's mutation, none of which was sent. */
export const storageUnavailable = (cause?: unknown, detail?: string): Problem =>
  new Problem('storage-unavailable', {
    headers: { 'retry-after': '2' },
    outcome: 'not_applied',
    ...(detail === undefined ? {} : { detail }),
    ...(cause === undefined ? {} : { cause }),
  });
