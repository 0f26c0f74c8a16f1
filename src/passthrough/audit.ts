import { hash } from 'node:crypto';
import type { AuditEvent } from '../operations/audit/event.ts';
import type { Outcome } from '../problem/problem.ts';
import type { Checked } from './operation.ts';

/** Where writes that pass through are told of. */
export interface Trail {
  /** Tells of something by itself: stored when this resolves. Throws `storage-unavailable`. */
  store(event: AuditEvent): Promise<void>;
  /** Tells of what needs no proof before it is answered. */
  note(event: AuditEvent): void;
}

/** A write of which both its beginning and its end are told. */
interface Write extends Required<Pick<AuditEvent, 'principal' | 'requestId' | 'connection' | 'provider'>> {
  readonly upstreamOperation: string;
  readonly checked: Checked;
}

/** Tells of the end of a write. */
export type Settle = (outcome: Outcome, code: string | undefined) => void;

/**
 * Tells of a write before anything of it is sent: of method, path and body as a digest, of a body that is not looked into nothing.
 * Throws `storage-unavailable`.
 */
export async function beginWrite(
  trail: Trail,
  { upstreamOperation, checked: { wire, body }, ...who }: Write,
  whose: Pick<AuditEvent, 'organization'>,
): Promise<Settle> {
  const told = { ...who, ...whose, action: `passthrough:${upstreamOperation}` };
  const head = Buffer.from(`${wire.method} ${wire.target}\n`);
  const digest = hash('sha256', body === undefined ? head : Buffer.concat([head, body.bytes]));
  const { value } = body ?? {};
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  await trail.store({ type: 'passthrough.started', ...told, digest, fields });
  return (outcome, code) =>
    trail.note({ type: 'passthrough.settled', ...told, outcome, ...(code === undefined ? {} : { code }) });
}

/** What a status says of a write; the upstream gave up what it answers 408 or 499, wherever that was. */
export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'applied';
  return status >= 400 && status < 500 && status !== 408 && status !== 499 ? 'not_applied' : 'unknown';
}
